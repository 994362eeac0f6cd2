/// How a page looks: light and dark, on a screen, on a phone and on paper.
enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --tint: #f6f8fa; --answer: #ddf0ff;
      --link: #0550ae; --good: #116329; --evidence: #7d4e00; --bad: #a40e26; }
    @media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --soft: #a3adb8; --line: #3d444d;
      --tint: #161b22; --answer: #16304a; --link: #79b8ff; --good: #56d364; --evidence: #e3b341; --bad: #ff8f87; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 56rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
      overflow-wrap: break-word; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
    h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .6rem; }
    main > section, main > .note { margin: 0 0 1.8rem; }
    main > section, header > section { border-top: 1px solid var(--line); padding-top: 1rem; }
    header > section { margin-bottom: 1.8rem; }
    p { margin: .5rem 0; }
    a { color: var(--link); }
    math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", "TeX Gyre Termes Math",
      math; font-size: 1.1em; }
    math[display="block"] { margin: 0; text-align: left; width: max-content; }
    code { font: .9em ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; }
    pre, .wide, .alone, .left, .right { overflow-x: auto; overflow-y: hidden; max-width: 100%; }
    p.wide { padding-bottom: .15rem; }
    pre { background: var(--tint); padding: .7rem; border-radius: .4rem; }
    summary { cursor: pointer; color: var(--soft); }
    details { margin: .5rem 0; }
    .statement { padding: .3rem 0 .3rem 1rem; }
    .givens { margin: 0 0 0 1rem; }
    .givens div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 1rem; margin: .25rem 0; }
    .givens dd { margin: 0; }
    .chain { display: grid; grid-template-columns: fit-content(18rem) fit-content(40rem) minmax(9rem, 1fr);
      gap: .5rem; align-items: baseline; margin: .5rem 0 .5rem 1rem; }
    .chain.bare { grid-template-columns: fit-content(18rem) minmax(0, 1fr); }
    .chain.bare .why { display: none; }
    .alone { grid-column: 1 / -2; }
    .chain.bare .alone, .inner { grid-column: 1 / -1; }
    .left, .right, .alone { padding: .1rem 0; }
    .left { max-width: 18rem; }
    .why { color: var(--soft); font-size: .88rem; line-height: 1.35; padding-left: 1rem; }
    .answer { background: var(--answer); border-radius: .3rem; padding: .2rem .5rem .2rem 0; }
    .inner { border-left: 2px solid var(--line); padding-left: .8rem; margin: 0; }
    .badge { font-weight: 600; }
    h2 .badge { font-size: .9rem; margin-left: .5rem; }
    .good { color: var(--good); } .evidence { color: var(--evidence); } .bad { color: var(--bad); }
    .verdicts { width: 100%; border-collapse: collapse; table-layout: fixed; }
    .verdicts th, .verdicts td { text-align: left; vertical-align: middle; padding: .35rem .6rem .35rem 0;
      border-bottom: 1px solid var(--line); font-weight: 400; }
    .verdicts th:first-child { width: 7rem; } .verdicts th:last-child { width: 13rem; }
    .verdicts thead th { color: var(--soft); font-size: .88rem; }
    nav ol { margin: .4rem 0; padding-left: 1.6rem; }
    nav li { margin: .2rem 0; overflow-x: auto; overflow-y: hidden; }
    nav { margin-bottom: 1.4rem; }
    @media (max-width: 40rem) {
      .chain, .chain.bare { grid-template-columns: fit-content(45%) minmax(0, 1fr); margin-left: 0; gap: .25rem .4rem; }
      .left { max-width: none; } .alone { grid-column: 1 / -1; } .why { grid-column: 2; padding: 0 0 .5rem; }
      .why:empty { display: none; }
      .givens { margin-left: 0; } .givens div { grid-template-columns: minmax(0, 1fr); gap: 0; }
      .verdicts th:first-child { width: 5.4rem; } .verdicts th:last-child { width: 6.6rem; }
      .verdicts, .verdicts thead th { font-size: .85rem; }
    }
    @media print {
      :root { --paper: #fff; --ink: #000; --soft: #444; --line: #999; --tint: #fff; --answer: #fff; --link: #000; --good: #000;
        --evidence: #000; --bad: #000; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      nav { display: none; }
      h2 { break-after: avoid; } tr, .statement { break-inside: avoid; }
      details::details-content { content-visibility: visible; }
      pre, .wide, .alone, .left, .right { overflow: visible; }
    }
    """
}
