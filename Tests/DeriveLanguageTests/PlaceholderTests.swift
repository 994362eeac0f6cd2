import Testing

@Suite struct DeriveLanguageTests {}
