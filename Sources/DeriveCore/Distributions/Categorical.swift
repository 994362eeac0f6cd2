/// `categorical(p)`: the vector with 1 at place k and 0 elsewhere, with probability `p[k]`.
let categoricalDistribution = DistributionEntry(
  name: "categorical",
  isOfVectors: { _, _ in true },
  existence: { store, parameters in
    guard store.kind(parameters[0]) == .family else { return [.no] }
    let opening = store.open(parameters[0], fresh: true)
    let total = store.subtract(store.sum(over: opening.indices, opening.body), .one)
    guard store.bounds(opening.body).isNonNegative, (try? store.provesZero(total)) == true else { return [.no] }
    return []
  },
  support: { _, _ in
    SymbolFacts(bounds: Bounds(lower: .zero, upper: .one, isInteger: true), structure: .onehot)
  },
  moment: { _, _, _ in nil },
  ofVectors: .moments { store, parameters, places in
    var parts: [Term] = []
    for place in places.dropFirst() { parts.append(store.delta(places[0], place)) }
    parts.append(store.entry(of: parameters[0], at: [places[0]]))
    return store.product(parts)
  })
