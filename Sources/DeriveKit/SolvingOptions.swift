import DeriveSolving

/// What may be chosen about solving. The defaults are those of the `derive` command.
public struct SolvingOptions: Sendable {
  /// How much of a derivation is told.
  public enum Steps: String, CaseIterable, Sendable { case none, brief, full }

  /// How answers are written: in components, in matrices, or as the problem itself does.
  public enum Form: String, CaseIterable, Sendable { case auto, index, matrix }

  /// The seed of the random points.
  public var seed: UInt64 = 1
  /// How many random points a claim is tried on.
  public var points = 200
  /// The values that symbolic sizes take on random points.
  public var sizes: ClosedRange<Int> = 1...5
  /// How much work a statement may take: a factor on the built-in count of steps.
  public var effort = 1.0
  /// Seconds after which a statement is given up; a safety net far above that count.
  public var timeout = 20.0
  public var steps = Steps.brief
  public var form = Form.auto

  public init() {}

  var internalOptions: SolveOptions {
    var options = SolveOptions()
    options.seed = seed
    options.points = points
    options.sizes = sizes
    options.effort = effort
    options.timeout = timeout
    options.steps = SolveOptions.Steps(rawValue: steps.rawValue) ?? .brief
    options.form = SolveOptions.Form(rawValue: form.rawValue) ?? .auto
    return options
  }
}
