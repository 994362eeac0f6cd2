/// One line a family of distributions.
package let distributionTable: [DistributionEntry] = [
  normalDistribution,
  bernoulliDistribution,
  uniformDistribution,
  poissonDistribution,
  exponentialDistribution,
  gammaDistribution,
  betaDistribution,
  laplaceDistribution,
  rademacherDistribution,
  categoricalDistribution,
  momentsOnly,
]

private let distributionNumbers: [String: Int] = Dictionary(
  uniqueKeysWithValues: distributionTable.enumerated().map { ($1.name, $0) })

/// The family that the language calls so.
package func distributionEntry(named name: String) -> DistributionEntry? {
  distributionNumbers[name].map { distributionTable[$0] }
}
