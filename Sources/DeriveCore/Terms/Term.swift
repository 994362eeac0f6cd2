/// A handle to a node of a `TermStore`: two terms of one store are the same expression exactly if their handles are
/// equal. Children have smaller handles than their parents.
@frozen @usableFromInline
package struct Term: Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package let number: UInt32

  @inlinable @inline(__always)
  package init(number: UInt32) {
    self.number = number
  }

  @inlinable @inline(__always)
  package var position: Int { Int(number) }

  @inlinable
  package func hash(into hasher: inout Hasher) { hasher.combine(number) }

  /// What sets and dictionaries of terms hash by: handles are small numbers of our own making, so one multiplication
  /// replaces the keyed hash that protects from hostile keys, which took a fifth of the instructions of a whole run.
  ///
  /// The seed, an address, is not used: the order in which a dictionary is walked, and with it the order in which terms
  /// are made, is then the same in every run.
  @inlinable
  package func _rawHashValue(seed: Int) -> Int {
    let product = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: product ^ product >> 32)
  }

  @inlinable package static var zero: Term { Term(number: 0) }
  @inlinable package static var one: Term { Term(number: 1) }
  @inlinable package static var minusOne: Term { Term(number: 2) }
  @inlinable package static var two: Term { Term(number: 3) }
  @inlinable package static var half: Term { Term(number: 4) }
  @inlinable package static var infinity: Term { Term(number: 5) }
  /// The true condition; conditions are terms whose value is a truth value.
  @inlinable package static var yes: Term { Term(number: 6) }
  @inlinable package static var no: Term { Term(number: 7) }
}

/// What a node is. The set is closed: switches over it have no `default`.
package enum TermKind: UInt8, BitwiseCopyable, Sendable {
  /// An exact number; the payload is its place in the table of numbers.
  case rational
  /// Only as a bound or a limit's value.
  case infinity
  /// `yes`, `no`.
  case truth
  /// A given or random name, or a component of one: the payload is the symbol, the children are its indices.
  case symbol
  /// A symbolic size; the payload is its symbol.
  case size
  /// A defined name applied to its indices.
  case definition
  /// A free index, of this number; children are the inclusive ends of its range.
  case index
  /// A bound index: the payload is the binder's height and the position in it; children as for `index`.
  case bound
  /// Pairs (rational coefficient, term), by ascending term; the constant is the pair (c, 1).
  case sum
  /// Pairs (base, exponent), by ascending base.
  case product
  /// A function of the table, applied to scalars.
  case function
  /// Sum, product, extremum or "for all" over indices: the payload is operation and count; children are the bound
  /// indices, the condition, the body.
  case reduction
  /// Binds without summing: children are the bound indices, then the body. The argument of what takes a vector whole.
  case family
  /// Kronecker's delta of two indices.
  case delta
  /// A comparison of two scalars; the payload is the comparison.
  case relation
  /// Conditions.
  case and, or, not
  /// (condition, value) pairs, then the value otherwise.
  case cases
  /// An abstract function: the payload is the function; children are result indices, arguments (scalars, families),
  /// then derivative marks, pairs (argument number, component index or 0).
  case abstract
  /// The expected value over every random symbol.
  case expectation
  /// A function of a whole square matrix: the payload is the function and whether its value is symmetric; children are
  /// the matrix as a family of two indices, then the row and column of the component of the value, if it is a matrix.
  case matrixFunction
  /// A limit that could not be taken: the payload is the side from which the point is approached; children are the
  /// variable, which is bound here, the point, and the body.
  case limit
}

/// The side from which a limit's point is approached.
package enum LimitSide: UInt8, BitwiseCopyable, Sendable {
  case both, above, below
}

/// A function of a whole square matrix that is not written with sums and products.
package enum MatrixFunction: UInt8, BitwiseCopyable, Sendable {
  case inverse, determinant
  /// To a whole exponent that is no number: the exponent is the last child.
  case power
}

/// What a reduction does with its body.
package enum ReductionOperation: UInt8, BitwiseCopyable, Sendable {
  case sum, product, maximum, minimum, all
}

/// A comparison. The other two directions are written with the sides exchanged.
package enum Comparison: UInt8, BitwiseCopyable, Sendable {
  case equal, notEqual, less, lessOrEqual
}
