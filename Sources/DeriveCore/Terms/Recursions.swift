/// Members of recursions: applications of a definition whose body mentions the definition itself.
extension TermStore {
  /// A new recursion: `parameters` are the index that counts its members, those of a member, and further ones. What it is
  /// made of comes later, with `complete`.
  package mutating func addRecursion(_ name: String, first: Term, _ parameters: [Term]) -> Int {
    let number = addDefinition(Definition(name: name, parameters: parameters, body: .zero))
    let counter = freshIndex(first, .infinity)
    let own = defined(number, parameters)
    setFacts(ofDefinition: number) {
      $0.body = own
      $0.recursion = RecursiveBody(first: first, initial: .zero, counter: counter, step: nil)
    }
    return number
  }

  /// Gives a recursion its first member and its step, terms over its parameters; the step also over its counter.
  package mutating func complete(recursion number: Int, initial: Term, step: Term) {
    let definition = definitions[number]
    guard let known = definition.recursion, let place = definition.parameters.first else { return }
    // A product over an empty range is the identity, however far apart the ends are.
    let isFirst = relation(.lessOrEqual, place, known.first)
    let later = instantiate([known.counter], step, at: [subtract(place, .one)])
    let body = cases([(isFirst, initial)], otherwise: later)
    setFacts(ofDefinition: number) {
      $0.body = body
      $0.recursion?.initial = initial
      $0.recursion?.step = step
    }
  }

  /// The name of one of these definitions that is a recursion and occurs in the term.
  package func recursion(among numbers: Set<Int>, in term: Term) -> String? {
    for node in leaves(term, where: { $0 == .definition }) where numbers.contains(payload(node)) {
      if definitions[payload(node)].recursion != nil { return definitions[payload(node)].name }
    }
    return nil
  }

  /// Whether the term is a member of a recursion that stays a name: its place is neither known to be the first, nor
  /// written as one after another place.
  package mutating func isOpaqueMember(_ term: Term) -> Bool {
    kind(term) == .definition && definitions[payload(term)].recursion != nil && unfoldedMember(term) == nil
  }

  /// What a member of a recursion is by its first member or by one step: at a number, and at `t + c` with a whole c > 0.
  mutating func unfoldedMember(_ term: Term) -> Term? {
    let definition = definitions[payload(term)]
    guard let known = definition.recursion, let step = known.step else { return nil }
    let place = child(term, 0)
    var parameters = Array(definition.parameters.dropFirst())
    var values = Array(children(term).dropFirst())
    let first = instantiate(parameters, known.first, at: values)
    let distance = subtract(place, first)
    if distance == .zero { return instantiate(parameters, known.initial, at: values) }
    let constant = addends(place).first { $0.term == .one }?.coefficient ?? .zero
    guard constant >= .one || isNumber(distance), bounds(subtract(distance, .one)).isNonNegative else { return nil }
    parameters.append(known.counter)
    values.append(subtract(place, .one))
    return instantiate(parameters, step, at: values)
  }
}
