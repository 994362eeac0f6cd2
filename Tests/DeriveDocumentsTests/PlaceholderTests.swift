import Testing

@Suite struct DeriveDocumentsTests {}
