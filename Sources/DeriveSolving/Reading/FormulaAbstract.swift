import DeriveCore
import DeriveLanguage

extension FormulaBuilder {
  /// An abstract function with its derivative marks: `f(x)`, `f'(x)`, `f'[1, 2](u, v)`, `d(L(y), y[i])`.
  func abstract(_ term: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let function = store.abstractFunctions[store.payload(term)]
    let (resultIndices, arguments, unsorted) = store.abstractParts(term)
    let marks = sortedMarks(unsorted, store)
    var written: [Formula] = []
    for argument in arguments { written.append(try write(argument, &store)) }
    let latex = naming.latex[function.name]
    let results = try write(resultIndices, &store)
    if marks.isEmpty {
      return component(.call(function.name, written, latex: latex), results)
    }
    if arguments.count == 1, function.parameterRanks == [1], results.isEmpty, case .name(let name, _) = written[0] {
      // The partial derivative by a component of a vector that has a name.
      var derivations: [FormulaDerivation] = []
      for mark in marks {
        guard let index = mark.index else { continue }
        let variable = Formula.component(.name(name, latex: naming.latex[name]), [try write(index, &store)])
        if derivations.last?.variable == variable {
          derivations[derivations.count - 1].order += 1
        } else {
          derivations.append(FormulaDerivation(variable: variable, order: 1))
        }
      }
      return .derivative(.call(function.name, written, latex: latex), derivations)
    }
    var counts = arguments.map { _ in 0 }
    for mark in marks where counts.indices.contains(mark.argument) { counts[mark.argument] += 1 }
    let indices = try write(marks.compactMap(\.index), &store)
    return component(.prime(function.name, counts: counts, written, latex: latex), results + indices)
  }

  func component(_ base: Formula, _ indices: [Formula]) -> Formula {
    indices.isEmpty ? base : .component(base, indices)
  }

  /// A family, the argument of what takes a vector or matrix whole: by the name of the vector where it has one.
  func vector(family: Term, _ store: inout TermStore) throws(FormulaError) -> Formula {
    let opening = store.open(family, fresh: true)
    var builder = self
    builder.hide(opening.indices)
    switch try builder.tensorOrNothing(axes: opening.indices, body: opening.body, &store) {
    case .some(let formula): return formula
    case .none: throw .notExpressible("a vector whose components are no elementwise expression")
    }
  }
}
