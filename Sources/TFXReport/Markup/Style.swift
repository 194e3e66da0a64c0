/// The page's style: what is in it stands in one `<style>`.
enum Style {
  static var html: HTML {
    .element(
      "style", [:],
      [
        HTML(markup: ":root{color-scheme:light dark;"), HTML(Palette.light.properties),
        HTML(markup: "}@media(prefers-color-scheme:dark){:root{"), HTML(Palette.dark.properties),
        HTML(markup: "}}"), HTML(markup: rules), series,
      ])
  }

  /// Lines, dots and keys of each series.
  private static var series: HTML {
    let rules = Palette.light.series.indices.map {
      ".s\($0){--c:var(--s\($0))}"
    }
    return HTML(
      rules.joined()
        + Palette.light.agreement.indices.map {
          ".a\($0){background:var(--a\($0))}.m\($0){background:var(--m\($0))}"
        }.joined())
  }

  private static let rules: StaticString = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--text);\
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
    overflow-wrap:anywhere}
    header,main,footer{max-width:70rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
    header{padding-top:2.5rem}
    .over{margin:0;color:var(--muted);font-size:.875rem}
    h1{margin:.1rem 0 1rem;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
    h2{margin:0 0 .25rem;font-size:1.25rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
    h3{margin:2rem 0 .25rem;font-size:1rem;font-weight:650}
    p{margin:.25rem 0 .75rem;max-width:68ch}
    .verdict{font-size:1.25rem;line-height:1.5;max-width:56ch;margin:0 0 1.5rem}
    .verdict strong{font-weight:650}
    .lead,.note{color:var(--muted)}
    .note{font-size:.875rem}
    a{color:var(--link)}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem}
    nav ul{list-style:none;margin:0 0 0 -.5rem;padding:0;display:flex;flex-wrap:wrap}
    nav a{display:inline-block;padding:.25rem .5rem;font-size:.875rem;text-decoration:none}
    nav a:hover{text-decoration:underline}
    nav{border-bottom:1px solid var(--line);padding-bottom:.5rem}
    section{margin-top:3rem}
    dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.25rem 1.5rem;\
    margin:1.75rem 0 1rem}
    dt{color:var(--muted);font-size:.8125rem;line-height:1.35}
    dd{margin:.1rem 0 0;font-size:1.375rem;line-height:1.25;font-weight:600;\
    font-variant-numeric:tabular-nums}
    dd small{display:block;font-size:.8125rem;font-weight:400;color:var(--muted);line-height:1.35;\
    margin-top:.15rem}
    ul.points{margin:.5rem 0 0;padding-left:1.1rem;max-width:68ch}
    ul.points li{margin:.35rem 0}
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));\
    gap:2rem 2.25rem;margin-top:1.25rem}
    figure{margin:0;min-width:0;display:grid;grid-row:span 3;grid-template-rows:subgrid;row-gap:0}
    figure>*{min-width:0}
    figcaption{font-size:.875rem;line-height:1.4;margin-bottom:.5rem;color:var(--muted)}
    figcaption b{display:block;color:var(--text);font-size:.9375rem;font-weight:600}
    svg{display:block;width:100%;height:auto;overflow:hidden}
    svg text{fill:var(--muted);font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;\
    font-variant-numeric:tabular-nums}
    .grid{stroke:var(--line);stroke-width:1;fill:none}
    .base{stroke:var(--axis);stroke-width:1;fill:none}
    .mark{stroke:var(--axis);stroke-width:1;stroke-dasharray:2 3;fill:none}
    .curve{stroke:var(--c);stroke-width:1.75;fill:none;stroke-linejoin:round;stroke-linecap:round}
    .dash{stroke-dasharray:5 4;stroke-linecap:butt}
    .thin{stroke-width:1.25}
    .dot{fill:var(--c);stroke:var(--bg);stroke-width:1.5}
    .cloud{stroke:var(--c);stroke-opacity:.6;stroke-linecap:round;fill:none}
    .area{fill:var(--c);fill-opacity:.75}
    .whisker{stroke:var(--text);stroke-width:1.25;fill:none}
    .axis{font-size:.8125rem;color:var(--muted);margin:0 0 .2rem;line-height:1.4}
    .end{text-align:right;margin:.1rem 0 0}
    .keys{list-style:none;margin:.35rem 0 0;padding:0;display:flex;flex-wrap:wrap;\
    gap:.1rem .9rem;font-size:.8125rem;color:var(--muted)}
    .keys span{display:inline-block;width:1.5rem;margin-right:.4rem;vertical-align:.22rem;\
    border-top:2px solid var(--c)}
    .keys .d{border-top-style:dashed}
    .keys .h{border-top:1px dashed var(--axis)}
    .keys .v{border-top:0;border-left:1px dashed var(--axis);height:.8rem;width:.5rem;\
    vertical-align:-.1rem;margin-left:.4rem;margin-right:.2rem}
    details{margin-top:.35rem;font-size:.875rem}
    summary{cursor:pointer;color:var(--muted);min-height:1.5rem;line-height:1.5rem;\
    font-size:.8125rem}
    section>details{margin-top:1.25rem}
    .scroll{overflow-x:auto;margin:1rem 0 0;max-width:100%}
    table{border-collapse:collapse;font-size:.875rem;line-height:1.4;\
    font-variant-numeric:tabular-nums;overflow-wrap:normal}
    thead th{white-space:nowrap}
    .matrix thead th+th{white-space:normal}
    caption{text-align:left;white-space:nowrap;font-size:.9375rem;font-weight:600;padding-bottom:.4rem}
    th,td{padding:.35rem .75rem;text-align:left;border-bottom:1px solid var(--line);\
    vertical-align:baseline;max-width:22rem;unicode-bidi:isolate}
    th:first-child,td:first-child{padding-left:0}
    thead th{color:var(--muted);font-weight:500;font-size:.8125rem;vertical-align:bottom}
    tbody th{font-weight:500}
    td,.n{text-align:right;white-space:nowrap}
    .t{text-align:left;white-space:normal}
    .wide{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:12rem;max-width:34rem}
    :not(.wide)+.wide:last-child{min-width:18rem}
    .matrix td,.matrix thead th{text-align:center;min-width:2.75rem;padding:.35rem .5rem}
    .matrix td{border:1px solid var(--bg)}
    .matrix .yes{font-weight:700;outline:1.5px solid var(--axis);outline-offset:-2px}
    .bar{width:10rem;min-width:7rem;padding-right:.5rem}
    td.bar{vertical-align:middle}
    .bar svg{height:1rem;width:100%}
    .pictures{list-style:none;margin:1rem 0 0;padding:0;display:grid;\
    grid-template-columns:repeat(auto-fill,minmax(5.5rem,1fr));gap:1rem .75rem}
    .pictures li{font-size:.8125rem;line-height:1.35;color:var(--muted)}
    .pictures b{color:var(--text);font-weight:600}
    img{display:block;image-rendering:pixelated;background:var(--surface);max-width:100%}
    .pictures img{width:100%;height:auto;max-width:6rem;margin-bottom:.25rem}
    .filters img{width:auto;min-width:min(20rem,100%)}
    pre{background:var(--surface);border-radius:.5rem;padding:.9rem 1.1rem;overflow-x:auto;\
    font:.8125rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;\
    margin:.75rem 0}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;\
    font-size:.9em}
    mark{background:none;color:inherit;text-decoration:underline wavy 1px;text-underline-offset:3px}
    footer{margin-top:4rem;padding-bottom:3rem;color:var(--muted);font-size:.8125rem}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    @media print{nav,.skip{display:none}section{break-inside:avoid-page}body{font-size:11pt}}

    """
}
