import Testing

@Suite struct DeriveEvidenceTests {}
