import DeriveCore

/// The values of the indices that are bound at a place: a few, so a list that is searched.
package struct IndexValues: ExpressibleByDictionaryLiteral, Sendable {
  private var pairs: [(index: Term, value: Int)] = []

  package init(dictionaryLiteral elements: (Term, Int)...) {
    for (index, value) in elements { self[index] = value }
  }

  package subscript(index: Term) -> Int? {
    get {
      // The innermost come last, and are asked for most.
      for (known, value) in pairs.reversed() where known == index { return value }
      return nil
    }
    set {
      let place = pairs.lastIndex { $0.index == index }
      switch (place, newValue) {
      case (let place?, let value?): pairs[place].value = value
      case (let place?, nil): pairs.remove(at: place)
      case (nil, let value?): pairs.append((index, value))
      case (nil, nil): break
      }
    }
  }
}
