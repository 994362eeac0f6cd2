import DeriveNumbers

/// Everything about one elementary function. One file of this folder holds one entry; the list in `FunctionTable.swift`
/// registers it. Tests sample every property declared here.
package struct FunctionEntry: Sendable {
  /// As the language writes it.
  package let name: String
  package let arity: Int
  /// A file may call it.
  package let isWritable: Bool

  /// The value in double precision, by our own functions: the same on every machine.
  package let evaluate: @Sendable ([Double]) -> Double
  /// An enclosure in double precision.
  package let enclose: @Sendable ([Interval]) -> Interval
  /// An enclosure at a working precision of so many bits.
  package let encloseBall: @Sendable ([Ball], Int) -> Ball

  /// Special values and identities that hold for all real arguments at which both sides are defined and that are always
  /// a simplification, such as `exp(0) = 1`, `abs(-x) = abs(x)`; `nil` where none applies.
  package let canonical: @Sendable (inout TermStore, [Term]) -> Term?
  /// The partial derivative by the argument of this number.
  package let derivative: @Sendable (inout TermStore, [Term], Int) -> Term
  /// Conditions under which the value is defined.
  package let domain: @Sendable (inout TermStore, [Term]) -> [Term]
  /// Further conditions under which it is differentiable.
  package let smoothness: @Sendable (inout TermStore, [Term]) -> [Term]
  /// Bounds of the value from those of the arguments.
  package let range: @Sendable ([Bounds]) -> Bounds
  /// The same value through fewer functions, for deciding: exp and log, sine and cosine, abs. `nil`: it is one of the
  /// few.
  package let reduced: @Sendable (inout TermStore, [Term]) -> Term?

  /// By each argument, on the whole domain.
  package let monotonicity: [Monotonicity]
  /// Jointly in its arguments, on the whole domain.
  package let curvature: Curvature
  /// Both of them where the arguments lie within these bounds.
  package let shape: @Sendable ([Bounds]) -> FunctionShape

  /// How it is written elsewhere; data that the engine never reads. `latex` is an operator name, such as `\exp`.
  package let latex: String
  package let numpy: String

  package enum Monotonicity: Sendable { case increasing, decreasing, unknown }
  package enum Curvature: Sendable { case affine, convex, concave, unknown }

  package init(
    name: String, arity: Int = 1, isWritable: Bool = true, latex: String, numpy: String,
    evaluate: @escaping @Sendable ([Double]) -> Double, enclose: @escaping @Sendable ([Interval]) -> Interval,
    encloseBall: @escaping @Sendable ([Ball], Int) -> Ball,
    canonical: @escaping @Sendable (inout TermStore, [Term]) -> Term? = { _, _ in nil },
    derivative: @escaping @Sendable (inout TermStore, [Term], Int) -> Term,
    domain: @escaping @Sendable (inout TermStore, [Term]) -> [Term] = { _, _ in [] },
    smoothness: @escaping @Sendable (inout TermStore, [Term]) -> [Term] = { _, _ in [] },
    range: @escaping @Sendable ([Bounds]) -> Bounds = { _ in .any },
    reduced: @escaping @Sendable (inout TermStore, [Term]) -> Term? = { _, _ in nil },
    monotonicity: [Monotonicity] = [.unknown], curvature: Curvature = .unknown,
    shape: (@Sendable ([Bounds]) -> FunctionShape)? = nil
  ) {
    self.name = name
    self.arity = arity
    self.isWritable = isWritable
    self.latex = latex
    self.numpy = numpy
    self.evaluate = evaluate
    self.enclose = enclose
    self.encloseBall = encloseBall
    self.canonical = canonical
    self.derivative = derivative
    self.domain = domain
    self.smoothness = smoothness
    self.range = range
    self.reduced = reduced
    self.monotonicity = monotonicity
    self.curvature = curvature
    self.shape = shape ?? { _ in FunctionShape(monotonicity, curvature) }
  }
}
