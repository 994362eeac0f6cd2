// swift-tools-version: 6.1

import PackageDescription

// Arrows point down only: a target may depend on those below it.
let package = Package(
  name: "Derive",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "derive", targets: ["DeriveCommand"]),
    .library(name: "DeriveKit", targets: ["DeriveKit"]),
  ],
  targets: [
    // Linked dynamically, an empty run takes 3.9 ms, most of it the linker's work on Swift's libraries; like this, 2.2 ms.
    // Only the command is linked so: other packages depend on the product DeriveKit, which has no such flags.
    .executableTarget(
      name: "DeriveCommand", dependencies: ["DeriveInterface"],
      linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux]))]),
    .target(
      name: "DeriveInterface", dependencies: ["DeriveKit", "DeriveDocuments", "DeriveSolving", "DeriveLanguage"]),
    .target(name: "DeriveKit", dependencies: ["DeriveDocuments", "DeriveSolving", "DeriveLanguage"]),
    .target(name: "DeriveDocuments", dependencies: ["DeriveSolving", "DeriveLanguage", "DeriveNumbers"]),
    .target(name: "DeriveSolving", dependencies: ["DeriveEvidence", "DeriveLanguage", "DeriveCore", "DeriveNumbers"]),
    .target(name: "DeriveLanguage", dependencies: ["DeriveNumbers"]),
    .target(name: "DeriveEvidence", dependencies: ["DeriveCore", "DeriveNumbers"]),
    .target(name: "DeriveCore", dependencies: ["DeriveNumbers"]),
    .target(name: "DeriveNumbers"),
    .executableTarget(
      name: "DeriveBenchmarks",
      dependencies: ["DeriveKit", "DeriveSolving", "DeriveEvidence", "DeriveLanguage", "DeriveCore", "DeriveNumbers"]),
    // For tests only: an evaluator that shares nothing with the engine, and mutations of true claims.
    .target(
      name: "SoundnessSupport", dependencies: ["DeriveSolving", "DeriveLanguage", "DeriveNumbers"],
      path: "Tests/SoundnessSupport"),
    // For tests only: random terms, and their values by plain recursion.
    .target(name: "TermSupport", dependencies: ["DeriveCore", "DeriveNumbers"], path: "Tests/TermSupport"),
    .testTarget(name: "DeriveNumbersTests", dependencies: ["DeriveNumbers"]),
    .testTarget(name: "DeriveCoreTests", dependencies: ["DeriveCore", "TermSupport"]),
    .testTarget(name: "DeriveEvidenceTests", dependencies: ["DeriveEvidence", "TermSupport"]),
    .testTarget(name: "DeriveLanguageTests", dependencies: ["DeriveLanguage"]),
    .testTarget(
      name: "DeriveSolvingTests",
      dependencies: ["DeriveSolving", "DeriveLanguage", "DeriveCore", "DeriveNumbers", "SoundnessSupport"]),
    .testTarget(name: "DeriveDocumentsTests", dependencies: ["DeriveDocuments"]),
    .testTarget(name: "DeriveInterfaceTests", dependencies: ["DeriveInterface"]),
    .testTarget(
      name: "DeriveHeavyTests",
      dependencies: ["DeriveKit", "DeriveSolving", "DeriveLanguage", "DeriveNumbers", "SoundnessSupport"]),
  ]
)
