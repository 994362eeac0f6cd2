/// The version of Derive.
public let deriveVersion = "0.1.0"
