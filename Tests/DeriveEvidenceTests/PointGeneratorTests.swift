import DeriveCore
import DeriveNumbers
import Testing

@testable import DeriveEvidence

@Suite struct PointGeneratorTests {
  /// The entries of one symbol of this structure, over many points.
  private func samples(
    _ rank: Int, _ facts: SymbolFacts, rows: Int, columns: Int
  ) throws -> [[[Rational]]] {
    var store = TermStore()
    let extents = rank == 0 ? [] : rank == 1 ? [store.number(columns)] : [store.number(rows), store.number(columns)]
    let symbol = store.addSymbol(Symbol(name: "a", role: .given, rank: rank, facts: facts, extents: extents))
    let indices: [Term] = [Term](repeating: .one, count: rank)
    let entry = store.component(symbol, indices)
    var instantiation = Instantiation(sizes: [:])
    let coordinates = try #require(try store.coordinates(of: [entry], &instantiation))
    var generator = PointGenerator(coordinates, seed: 7)
    let group = try #require(coordinates.groups.first)
    return (0..<60).map { _ in
      let point = generator.next()
      let entries = group.places.map { $0.map { point.values[$0] } ?? .zero }
      return stride(from: 0, to: entries.count, by: max(columns, 1)).map {
        Array(entries[$0..<min($0 + max(columns, 1), entries.count)])
      }
    }
  }

  @Test func boundsAreKept() throws {
    let list: [Bounds] = [
      .any, .positive, .nonNegative, .negative, .nonPositive, .nonZero, .unit, .openUnit, Bounds(isInteger: true),
      Bounds(lower: Rational(2), upper: Rational(3)), Bounds(lower: Rational(-7), upper: Rational(-5), isInteger: true),
      Bounds(lower: Rational(5, 2), lowerIsOpen: true), Bounds(upper: Rational(-1, 3), upperIsOpen: true),
      Bounds(lower: .zero, upper: .zero), Bounds(lower: .zero, excludesZero: true, isInteger: true),
      Bounds(lower: Rational(1, 3), upper: Rational(2, 3), lowerIsOpen: true, upperIsOpen: true),
      Bounds(lower: .minusOne, upper: .one, excludesZero: true),
    ]
    for bounds in list {
      for matrix in try samples(1, SymbolFacts(bounds: bounds), rows: 1, columns: 4) {
        for value in matrix.joined() { #expect(PointGenerator.allows(bounds, value), "\(value) in \(bounds)") }
      }
    }
  }

  @Test func edgesComeFirst() throws {
    let values = try samples(1, SymbolFacts(), rows: 1, columns: 3)
    #expect(values[0] == [[0, 0, 0]])
    #expect(values[1] == [[1, 1, 1]])
    #expect(values[2] == [[-1, -1, -1]])
    #expect(Set(values[3][0]).count == 1)
  }

  @Test func rowsWithStructure() throws {
    for (rows, columns) in [(1, 1), (3, 1), (2, 4)] {
      for matrix in try samples(2, SymbolFacts(bounds: .unit, structure: .onehot), rows: rows, columns: columns) {
        for row in matrix {
          #expect(row.filter(\.isOne).count == 1 && row.filter(\.isZero).count == columns - 1)
        }
      }
      for matrix in try samples(2, SymbolFacts(bounds: .unit, structure: .simplex), rows: rows, columns: columns) {
        for row in matrix {
          #expect(row.reduce(Rational.zero, +) == 1)
          #expect(row.allSatisfy { $0 >= 0 })
        }
      }
      for matrix in try samples(2, SymbolFacts(bounds: .unit, structure: .binary), rows: rows, columns: columns) {
        #expect(matrix.joined().allSatisfy { $0.isZero || $0.isOne })
      }
    }
  }

  @Test func squareMatrices() throws {
    for size in 1...4 {
      for structure in [SymbolFacts.Structure.symmetric, .psd, .pd, .diagonal, .orthogonal, .invertible] {
        for matrix in try samples(2, SymbolFacts(structure: structure), rows: size, columns: size) {
          let transposed = (0..<size).map { i in (0..<size).map { matrix[$0][i] } }
          switch structure {
          case .symmetric: #expect(matrix == transposed)
          case .psd, .pd:
            #expect(matrix == transposed)
            let least = try SymmetricEigen(matrix.joined().map(\.asDouble), size: size).values[0]
            #expect(structure == .pd ? least > 0 : least > -1e-9)
          case .diagonal:
            for i in 0..<size { for j in 0..<size where i != j { #expect(matrix[i][j].isZero) } }
          case .orthogonal: #expect(RationalMatrix.product(transposed, matrix) == RationalMatrix.identity(size))
          case .invertible: #expect(RationalMatrix.rank(matrix) == size)
          case .none, .binary, .onehot, .simplex, .fullrank: break
          }
        }
      }
      for rows in size...5 {
        for matrix in try samples(2, SymbolFacts(structure: .fullrank), rows: rows, columns: size) {
          #expect(RationalMatrix.rank(matrix) == size)
        }
      }
    }
  }

  @Test func sameSeedSamePoints() throws {
    let first = try samples(2, SymbolFacts(structure: .pd), rows: 3, columns: 3)
    let second = try samples(2, SymbolFacts(structure: .pd), rows: 3, columns: 3)
    #expect(first == second)
  }
}
