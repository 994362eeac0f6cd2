import DeriveCore
import DeriveNumbers

/// Terms worked out on whole arrays at given sizes, however large: what to do in which order, found once, run on any
/// data.
///
/// Each subterm with free indices becomes an array over them and is worked out once. The steps are elementwise formulas,
/// which run as a `Tape` over blocks of points and may sum, multiply or compare along some axes without storing what they
/// gather; products of two arrays with summed indices, which run as matrix products; and inverses and determinants.
/// `ArrayPlanner` finds them.
package struct ArrayPlan: Sendable {
  /// An array of the plan by its number: inputs first, then what steps make.
  typealias Number = Int

  struct Layout: Sendable {
    var shape: [Int]
    /// The first value of each index; those of inputs begin at 1.
    var firsts: [Int]

    var count: Int { shape.reduce(1, *) }

    /// How far apart neighbours along each axis lie.
    var strides: [Int] {
      var strides = [Int](repeating: 1, count: shape.count)
      for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
      return strides
    }
  }

  enum Step: Sendable {
    case map(MapStep)
    case product(ProductStep)
    case matrix(MatrixStep)
    case loop(LoopStep)
  }

  var layouts: [Layout] = []
  /// The symbols whose arrays a run is given.
  var inputs: [(symbol: Int, name: String, number: Number)] = []
  var steps: [Step] = []
  var roots: [Number] = []

  /// The arrays that each of the terms comes to; symbols are named by their number in the store.
  ///
  /// What the declarations of names say (symmetric, binary, one-hot) is taken to hold of the data.
  package func values(_ arrays: [Int: DenseArray]) throws(ArrayError) -> [DenseArray] {
    for input in inputs {
      guard let array = arrays[input.symbol] else { throw .missingArray(input.name) }
      let expected = layouts[input.number].shape
      guard array.shape == expected else {
        throw .wrongShape(input.name, expected: expected, given: array.shape)
      }
    }
    var workspace = ArrayWorkspace(self)
    for input in inputs { workspace.set(input.number, arrays[input.symbol]?.values ?? []) }
    for (place, step) in steps.enumerated() { workspace.carryOut(step, at: place, of: self) }
    return roots.map { DenseArray(shape: layouts[$0].shape, values: workspace.values($0)) }
  }

  /// What the steps are, a line each, for tests and for people who wonder.
  package var summary: [String] {
    steps.map { step in
      switch step {
      case .map(let map):
        let extents = map.extents.map(String.init).joined(separator: "x")
        return (map.reduction.map { "\($0) over" } ?? "map over") + " \(extents), \(map.tape.count) instructions"
      case .product(let product):
        let sizes = "\(product.rows.count)x\(product.columns.count)x\(product.depth.count)"
        let batch = product.batch.count > 1 ? "\(product.batch.count) times " : ""
        return "\(batch)matrix product \(sizes)" + (product.isSymmetric ? ", symmetric" : "")
          + (product.scale == nil ? "" : ", scaled")
      case .matrix(let matrix):
        return "\(matrix.function) of \(matrix.count) times \(matrix.size)x\(matrix.size)"
      case .loop(let loop):
        return "loop over \(loop.extents.map(String.init).joined(separator: "x"))"
      }
    }
  }
}

extension ArrayPlan {
  /// Where an entry lies, affine in the places along a step's axes.
  struct View: Sendable {
    var array: Number
    var offset: Int
    var strides: [Int]
  }

  /// A tape run over every point of a box, its results stored or gathered.
  struct MapStep: Sendable {
    /// Its roots: the value, and where there are two, whether the point counts.
    var tape: Tape
    /// Where each variable of the tape comes from.
    var sources: [Source]
    /// The box, outermost axis first.
    var extents: [Int]
    /// The target, with stride 0 along what is gathered.
    var target: View
    /// How values are gathered; nil where each point has a place of its own.
    var reduction: ReductionOperation?
    /// An extremum over nothing is undefined; otherwise it is infinite.
    var isUndefinedWhereEmpty = false
  }

  enum Source: Sendable {
    case view(View)
    /// The value of an index: its first value, and its place along the axes.
    case index(first: Int, strides: [Int])
    /// A place in an array, worked out at every point; outside the array there is no value.
    case gather(array: Number, indices: [GatherIndex])
  }

  /// An index that is itself an array's element, and the axis of the other array that it is for.
  struct GatherIndex: Sendable {
    var view: View
    var first: Int
    var extent: Int
    var stride: Int
  }

  /// `C[r,c] = factor*sum(k, A[r,k]*scale[k]*B[k,c])` for each place of a batch; places are offsets into the arrays.
  struct ProductStep: Sendable {
    var left: Number
    var right: Number
    var scale: (array: Number, offsets: [Int])?
    var target: Number
    var batch: [BatchPlace]
    var rows: [RowPlace]
    var columns: [RowPlace]
    var depth: [DepthPlace]
    var factor: Double
    var isSymmetric: Bool

    struct BatchPlace: Sendable { var left, right, target: Int }
    /// In the operand and in the target.
    struct RowPlace: Sendable { var operand, target: Int }
    struct DepthPlace: Sendable { var left, right: Int }
  }

  /// A function of whole square matrices, which lie one after the other.
  struct MatrixStep: Sendable {
    enum Function: Sendable { case inverse, determinant, logDeterminant }

    var function: Function
    var source: Number
    var target: Number
    var count: Int
    var size: Int
  }

  /// A term that the planner has no other way for, worked out point by point.
  struct LoopStep: Sendable {
    var program: LoopProgram
    var root: Int
    /// The slots of the axes' indices in the program, and their first values.
    var slots: [Int]
    var firsts: [Int]
    var extents: [Int]
    var target: Number
  }
}
