/// How a report looks: light and dark, on a wide screen, on a phone and on paper.
enum ReportStyle {
    /// The style sheet. Colours are told apart by people who see no red or green.
    static let css = """
        :root{--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5b6775;--grid:#e4e8ee;--edge:#dfe4ea;
        --clicks:#7b61c9;--checkouts:#1c8f86;--join:#d9730d;--late:#c8234a;--accent:#2264c7;
        --track:#edf0f4;--warn:#c8234a;--ok:#1c8f86;--r3:#c9a227;--r4:#8a94a3;--r5:#6aa84f}
        @media(prefers-color-scheme:dark){:root{--bg:#11151a;--card:#191f27;--ink:#e6ebf1;
        --soft:#9aa7b5;--grid:#28303a;--edge:#2a333e;--clicks:#a893f0;--checkouts:#43c4b8;
        --join:#f5a04c;--late:#ff6b8b;--accent:#6ea8ff;--track:#242c36;--warn:#ff6b8b;--ok:#43c4b8;
        --r3:#e3c45c;--r4:#8a97a6;--r5:#8fcf74}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 40px}
        h1{font-size:28px;line-height:1.2;margin:0 0 6px;overflow-wrap:anywhere}
        h2{font-size:20px;margin:0 0 6px}h3{font-size:14px;margin:0 0 10px}
        section{background:var(--card);border:1px solid var(--edge);border-radius:12px;
        padding:20px 22px;margin:18px 0}
        .lead{margin:0 0 14px;max-width:75ch}.note,figcaption,footer,.count{color:var(--soft);
        font-size:13px}
        .facts{margin:0;color:var(--soft)}.facts span:not(:last-child)::after{content:" · "}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;
        margin-top:18px}
        .tile{background:var(--card);border:1px solid var(--edge);border-radius:12px;
        padding:12px 14px;display:flex;flex-direction:column;min-width:0;overflow-wrap:anywhere}
        .tile span,.tile small{color:var(--soft);font-size:13px}
        .tile strong{font-size:22px;line-height:1.3;font-variant-numeric:tabular-nums}
        .tile.warn strong{color:var(--warn)}
        figure{margin:0 0 14px}.scroll{overflow-x:auto}
        svg{display:block;width:100%;height:auto;min-width:620px}
        svg text{fill:var(--soft);font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        .grid{stroke:var(--grid)}.ideal{stroke:var(--soft);stroke-dasharray:5 5}
        .course{fill:none;stroke-width:1.2;stroke-linejoin:round}
        .course.join{stroke-width:2}.clicks{stroke:var(--clicks)}
        .checkouts{stroke:var(--checkouts)}.join{stroke:var(--join)}
        circle.late{fill:var(--late);fill-opacity:.75;stroke:var(--card);stroke-width:.6}
        .front{fill:var(--soft);fill-opacity:.35}.hover{fill:transparent}
        circle.hover:hover{fill:var(--accent);fill-opacity:.35}
        rect.hover:hover{fill:var(--accent);fill-opacity:.12}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 8px;color:var(--soft);
        font-size:13px}.legend span{display:inline-flex;align-items:center;gap:6px}
        figure .behind .course{stroke-width:1;opacity:.85}i.line{width:20px;border-top:3px solid}i.dot{width:9px;height:9px;border-radius:50%}
        i.line.join{border-color:var(--join)}i.line.clicks{border-color:var(--clicks)}
        i.line.checkouts{border-color:var(--checkouts)}i.dot.late{background:var(--late)}
        i.dot.front{background:var(--soft);opacity:.5}
        i.line.revenue{border-color:var(--accent)}i.line.profit{border-color:var(--checkouts)}
        i.line.known{border-top-style:dashed;border-color:var(--soft)}
        i.line.final{border-color:var(--soft)}i.line.true{border-top:2px dotted var(--soft)}
        .revenue{stroke:var(--accent)}.profit{stroke:var(--checkouts)}
        .course.final{stroke-width:2}.course.known{stroke-dasharray:6 4;opacity:.8}
        .course.true{stroke-dasharray:1.5 4;stroke-width:2}
        i.line.r0{border-color:var(--accent)}i.line.r1{border-color:var(--join)}
        i.line.r2{border-color:var(--checkouts)}i.line.r3{border-color:var(--r3)}
        i.line.r4{border-color:var(--r4)}i.line.r5{border-color:var(--r5)}
        .course.sweep{stroke-width:2}circle.point{fill:var(--card);stroke-width:2}
        .half svg{min-width:0}.camps .bar{grid-template-columns:minmax(88px,64%) 1fr auto}
        #engine-differences td{white-space:normal;overflow-wrap:anywhere;min-width:130px;
        max-width:none}#engine-differences td:last-child{min-width:300px}
        #engines h3{margin-top:16px}
        #window{fill:var(--accent);fill-opacity:.1}#cursor{stroke:var(--ink);stroke-width:1.2}
        #amounts{color:var(--ink);font-variant-numeric:tabular-nums;margin-left:auto}
        .control{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;align-items:center;
        gap:6px 12px;background:var(--card);padding:8px 0;margin-bottom:8px}
        .control input{flex:1 1 180px;accent-color:var(--accent)}
        .control output{font-weight:600;font-variant-numeric:tabular-nums}
        .control small{color:var(--soft)}
        button{border:1px solid var(--edge);background:var(--track);color:var(--ink);
        border-radius:8px;width:38px;height:32px;font-size:13px;cursor:pointer}
        .js{display:none}.scripted .js{display:inline-block}
        .panels,.models{display:grid;gap:22px 32px;margin-bottom:14px;
        grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr))}
        .panels{grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr))}.panel.wide{grid-column:1/-1}
        .bar{display:grid;grid-template-columns:minmax(88px,34%) 1fr minmax(64px,auto);gap:10px;
        align-items:center;padding:2px 0}
        .bar span{overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;
        -webkit-line-clamp:2;line-height:1.25;overflow-wrap:anywhere}
        .bar div{position:relative;height:14px;background:var(--track);border-radius:3px}
        .bar b{display:block;height:100%;background:var(--accent);border-radius:3px}
        .bar i{position:absolute;top:-2px;bottom:-2px;width:2px;margin-left:-1px;background:var(--ink)}
        .bar em{font-style:normal;text-align:right;font-variant-numeric:tabular-nums}
        .bar small{color:var(--soft);margin-left:5px}.bar.pale b{background:var(--r4)}
        .bar.pale span{color:var(--soft)}.bars.late b{background:var(--late)}
        svg.donut{min-width:0;width:120px;float:left;margin:0 18px 8px 0}
        .ring{fill:none;stroke-width:22}.r0{stroke:var(--accent)}.r1{stroke:var(--join)}
        .r2{stroke:var(--checkouts)}.r3{stroke:var(--r3)}.r4{stroke:var(--r4)}.r5{stroke:var(--r5)}
        #checkouts_by_gender .slot{overflow:hidden}
        #checkouts_by_gender .bar:nth-child(1) b{background:var(--accent)}
        #checkouts_by_gender .bar:nth-child(2) b{background:var(--join)}
        #checkouts_by_gender .bar:nth-child(3) b{background:var(--checkouts)}
        #checkouts_by_gender .bar:nth-child(4) b{background:var(--r3)}
        #checkouts_by_gender .bar:nth-child(5) b{background:var(--r4)}
        #checkouts_by_gender .bar:nth-child(6) b{background:var(--r5)}
        #checkouts_by_gender .bar{grid-template-columns:minmax(64px,30%) 1fr minmax(64px,auto)}
        table{border-collapse:collapse;width:100%;font-size:13.5px;
        font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--grid);
        white-space:nowrap}th{color:var(--soft);font-weight:600}.n{text-align:right}
        td{max-width:340px;overflow:hidden;text-overflow:ellipsis}
        #late-records,#differences,#engine-differences{display:table}
        #late .scroll,#truth details .scroll,#engines details .scroll{
        max-height:420px;overflow:auto}#late th,#truth details th,#engines details th{
        position:sticky;top:0;background:var(--card)}
        .filter{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;margin:8px 0}
        input[type=search]{font:inherit;padding:5px 10px;border:1px solid var(--edge);
        border-radius:8px;background:var(--bg);color:var(--ink);width:min(260px,60vw)}
        details{margin:10px 0}summary{cursor:pointer;font-weight:600}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--bg);padding:12px;
        border-radius:8px;font-size:12.5px}code{background:var(--track);padding:1px 5px;
        border-radius:4px;font-size:.92em}
        .checks{list-style:none;padding:0;margin:8px 0}.held::before{content:"✓ ";color:var(--ok)}
        .failed::before{content:"✗ ";color:var(--warn)}
        footer{text-align:center;margin-top:24px;overflow-wrap:anywhere}
        @media(max-width:600px){main{padding:16px 10px}section{padding:16px 14px}h1{font-size:23px}
        .tiles{grid-template-columns:1fr 1fr;gap:8px}.tile strong{font-size:20px}
        #amounts{margin-left:0;flex-basis:100%}td{max-width:44vw}}
        @media screen{#late,#details{content-visibility:auto;contain-intrinsic-size:auto 500px}}
        @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--grid:#ddd;--edge:#ccc;
        --track:#eee;--clicks:#7b61c9;--checkouts:#1c8f86;--join:#d9730d;--late:#c8234a;
        --accent:#2264c7}body{font-size:11pt}main{max-width:none;padding:0}
        section{border:0;padding:0;margin:14pt 0}figure,.panel,.tile,tr{break-inside:avoid}
        svg{min-width:0}.scripted .js,.control button,.control input{display:none}
        .control{position:static}
        #late .scroll,#truth details .scroll,#engines details .scroll{max-height:none}
        table{font-size:8.5pt}th,td{white-space:normal;overflow-wrap:anywhere;padding-right:6pt}
        .scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """
}
