/// How a report looks: light and dark, on a wide screen, on a phone and on paper.
enum ReportStyle {
    /// The style sheet. Colours are told apart by people who see no red or green.
    static let css = """
        :root{--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#566270;--grid:#e4e8ee;--edge:#dfe4ea;
        --clicks:#7b61c9;--checkouts:#1c8f86;--join:#d9730d;--late:#c8234a;--accent:#2264c7;
        --track:#edf0f4;--warn:#b81f43;--ok:#157a72;--r3:#c9a227;--r4:#8a94a3;--r5:#6aa84f;
        --stall:#d9730d}
        @media(prefers-color-scheme:dark){:root{--bg:#11151a;--card:#191f27;--ink:#e6ebf1;
        --soft:#a3b0be;--grid:#28303a;--edge:#2a333e;--clicks:#a893f0;--checkouts:#43c4b8;
        --join:#f5a04c;--late:#ff6b8b;--accent:#6ea8ff;--track:#242c36;--warn:#ff7f9b;--ok:#43c4b8;
        --r3:#e3c45c;--r4:#8a97a6;--r5:#8fcf74;--stall:#f5a04c}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 40px}
        h1{font-size:28px;line-height:1.2;margin:0 0 6px;overflow-wrap:break-word}
        h2{font-size:20px;line-height:1.3;margin:0 0 6px;overflow-wrap:break-word}
        h3{font-size:14px;margin:16px 0 8px;overflow-wrap:break-word}
        a{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        section{background:var(--card);border:1px solid var(--edge);border-radius:12px;
        padding:20px 22px;margin:18px 0;container-type:inline-size}
        .lead{margin:0 0 14px;max-width:75ch}.note,figcaption,footer,.count{color:var(--soft);
        font-size:13px}.note,figcaption{max-width:90ch}
        .facts{margin:0;color:var(--soft)}.facts span:not(:last-child)::after{content:" · "}
        .question{margin:14px 0 2px;color:var(--soft);font-size:17px;max-width:70ch}
        .answer{margin:0;font-size:19px;line-height:1.4;max-width:70ch}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;
        margin-top:18px}
        .tile{background:var(--card);border:1px solid var(--edge);border-radius:12px;
        padding:12px 14px;display:flex;flex-direction:column;min-width:0;overflow-wrap:break-word}
        .tile span,.tile small{color:var(--soft);font-size:13px}
        .tile strong{font-size:22px;line-height:1.3;font-variant-numeric:tabular-nums}
        .tile.warn strong{color:var(--warn)}
        figure{margin:0 0 18px}
        .chart{display:grid;grid-template-columns:auto 1fr;container-type:normal}
        .ys{position:relative;color:var(--soft);font-size:12px;line-height:1;padding-right:8px;
        font-variant-numeric:tabular-nums}.ys b{visibility:hidden;font-weight:400}
        .moved .ys{min-width:62px}.ys span{position:absolute;right:8px;transform:translateY(-50%);white-space:nowrap}
        .plot{position:relative;min-width:0}
        .xs{grid-column:2;position:relative;height:20px;margin-top:5px;color:var(--soft);
        font-size:12px;line-height:1;font-variant-numeric:tabular-nums}
        .xs span{position:absolute;transform:translateX(-50%);white-space:nowrap}
        .xs .first{transform:none}.xs .last{transform:translateX(-100%)}
        @container(max-width:860px){.xs .wide{display:none}}
        @container(max-width:560px){.xs .medium{display:none}}
        .plot svg{display:block;width:100%;height:100%;overflow:visible;border-radius:2px}
        .plot svg *,.lane svg *{vector-effect:non-scaling-stroke}
        .plot svg{border-bottom:1px solid var(--grid)}
        .readout{display:block;min-height:20px;font-size:13px;color:var(--soft);
        font-variant-numeric:tabular-nums;overflow-wrap:break-word}
        .readout.told{color:var(--ink)}
        .grid{stroke:var(--grid)}.ideal{stroke:var(--soft);stroke-dasharray:5 5}
        .course{fill:none;stroke-width:1.3;stroke-linejoin:round}
        .course.join{stroke-width:2}.clicks{stroke:var(--clicks)}
        .checkouts{stroke:var(--checkouts)}.join{stroke:var(--join)}
        .dot{stroke-linecap:round;stroke-width:6;fill:none}
        .dot.late{stroke:var(--late);stroke-width:7;stroke-opacity:.75}
        .dot.front{stroke:var(--soft);stroke-opacity:.35;stroke-width:3}
        .dot.point{stroke-width:7}.dot.hoverdot{stroke:transparent;stroke-width:12}
        .hover{fill:transparent}rect.hover:hover,rect.hover.told{fill:var(--accent);fill-opacity:.14}
        .dot.late:hover,.dot.told{stroke-width:11}.dot.hoverdot.told{stroke:var(--accent)}
        rect.column{fill:var(--accent);fill-opacity:.75}
        rect.column.hover:hover,rect.column.told{fill:var(--ink);fill-opacity:.8}
        .delay-line{position:absolute;top:0;bottom:0;width:0;border-left:2px solid var(--join);
        pointer-events:none}
        .stall{fill:var(--stall);fill-opacity:.16}
        .mark{position:absolute;top:2px;transform:translateX(-50%);min-width:18px;height:18px;
        padding:0 4px;white-space:nowrap;border-radius:9px;background:var(--card);border:1px solid var(--stall);font-size:11px;
        line-height:16px;text-align:center}
        .stalls{margin:4px 0 10px;padding-left:24px;font-size:14px}.stalls li{padding:1px 0}
        .lanes{--names:132px;margin:6px 0}.lag .ys{min-width:132px}
        .lane{display:grid;grid-template-columns:var(--names) 1fr;align-items:center;font-size:13px;
        padding:2px 0}.lane div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 8px;
        padding-right:8px;min-width:0;line-height:1.25}.lane span{min-width:0;overflow-wrap:break-word}
        .lane svg{width:100%;height:16px;display:block;background:var(--track);border-radius:3px}
        .lane em{font-style:normal;margin-left:auto;color:var(--soft);
        font-variant-numeric:tabular-nums}.lanes .xs{margin-left:var(--names)}
        .active{fill:var(--checkouts);fill-opacity:.75}
        .silence.hover{fill:var(--stall);fill-opacity:.3}
        .silence.hover:hover{fill-opacity:.6}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0 0 10px;color:var(--soft);
        font-size:13px}.legend span{display:inline-flex;align-items:center;gap:6px}
        i.line{width:20px;border-top:3px solid}i.dot{width:9px;height:9px;border-radius:50%}
        i.line.join{border-color:var(--join)}i.line.clicks{border-color:var(--clicks)}
        i.line.checkouts{border-color:var(--checkouts)}i.dot.late{background:var(--late)}
        i.line.revenue{border-color:var(--accent)}i.line.profit{border-color:var(--checkouts)}
        i.line.known{border-top-style:dashed;border-color:var(--soft)}
        i.line.final{border-color:var(--soft)}i.line.true{border-top:2px dotted var(--soft)}
        .revenue{stroke:var(--accent)}.profit{stroke:var(--checkouts)}
        .course.final{stroke-width:2}.course.known{stroke-dasharray:6 4;opacity:.8}
        .course.true{stroke-dasharray:1.5 4;stroke-width:2}
        i.line.r0{border-color:var(--accent)}i.line.r1{border-color:var(--join)}
        i.line.r2{border-color:var(--checkouts)}i.line.r3{border-color:var(--r3)}
        i.line.r4{border-color:var(--r4)}i.line.r5{border-color:var(--r5)}
        .course.sweep{stroke-width:2}
        #window{fill:var(--accent);fill-opacity:.1}#cursor{stroke:var(--ink);stroke-width:1.2}
        #amounts{color:var(--ink);font-variant-numeric:tabular-nums;margin-left:auto}
        .control{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;align-items:center;
        gap:6px 12px;background:var(--card);padding:8px 0;margin-bottom:8px}
        .control input{flex:1 1 180px;accent-color:var(--accent)}
        .control output{font-weight:600;font-variant-numeric:tabular-nums}
        #delay-control{position:static;display:block}#delay-control output{display:block;min-height:3em}
        .scripted #delay{display:block;margin:2px 0;height:24px;appearance:none;background:none}
        #delay::-webkit-slider-runnable-track{height:4px;background:var(--edge);border-radius:2px}
        #delay::-moz-range-track{height:4px;background:var(--edge);border-radius:2px}
        #delay::-webkit-slider-thumb{appearance:none;width:16px;height:16px;margin-top:-6px;border:0;
        border-radius:50%;background:var(--join)}
        #delay::-moz-range-thumb{width:16px;height:16px;border:0;border-radius:50%;background:var(--join)}
        .control small{color:var(--soft)}
        button{border:1px solid var(--edge);background:var(--track);color:var(--ink);
        border-radius:8px;width:38px;height:32px;font-size:13px;cursor:pointer}
        .js{display:none}.scripted .js{display:inline-block}
        .panels,.models{display:grid;gap:22px 32px;margin-bottom:14px;
        grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr))}
        .panels{grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr))}
        .panels>*,.models>*{min-width:0;container-type:inline-size}.panel.wide{grid-column:1/-1}
        .bars{display:grid;grid-template-columns:minmax(88px,34%) 1fr auto;column-gap:10px}
        .bars.camps{grid-template-columns:minmax(88px,64%) 1fr auto}
        .bar{display:grid;grid-column:1/-1;grid-template-columns:subgrid;align-items:center;padding:2px 0}
        .bar span{min-width:0;line-height:1.25;overflow-wrap:break-word}
        .bar div{position:relative;height:14px;background:var(--track);border-radius:3px}
        .bar b{display:block;height:100%;background:var(--accent);border-radius:3px}
        .bar i{position:absolute;top:-2px;bottom:-2px;width:2px;margin-left:-1px;background:var(--ink)}
        .bar em{font-style:normal;text-align:right;font-variant-numeric:tabular-nums}
        .bar small{color:var(--soft);margin-left:5px}
        .bar.open b{border-radius:3px 0 0 3px;mask:linear-gradient(90deg,#000 70%,transparent)}.bar.pale b{background:var(--r4)}
        .bar.pale span{color:var(--soft)}.bars.late b{background:var(--late)}
        @container(max-width:420px){.bars,.bars.camps{display:block}
        .bar{grid-template-columns:1fr auto;gap:1px 10px;padding:4px 0}.bar div{grid-column:1/-1;grid-row:2;height:9px}}
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
        .scroll{overflow-x:auto;max-width:100%}
        .hint{display:none;margin:2px 0;color:var(--soft);font-size:13px}
        .hint.shown{display:block}
        table{border-collapse:collapse;width:100%;font-size:13.5px;
        font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--grid);
        white-space:nowrap;vertical-align:top}th{color:var(--soft);font-weight:600}.n{text-align:right}
        td.l{white-space:normal;min-width:17em;overflow-wrap:anywhere}
        td.w{white-space:normal;min-width:170px;max-width:420px;overflow-wrap:break-word}
        th:first-child,td:first-child{position:sticky;left:0;background:var(--card)}
        @container(max-width:560px){th:first-child,td:first-child{white-space:normal;
        max-width:150px;overflow-wrap:break-word}td.w{min-width:130px}td.l{white-space:nowrap}}
        details .scroll{max-height:440px;overflow:auto}
        details thead th{position:sticky;top:0;background:var(--card);z-index:1}
        details thead th:first-child{z-index:2}
        .filter{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;margin:8px 0}
        input[type=search]{font:inherit;padding:5px 10px;border:1px solid var(--edge);
        border-radius:8px;background:var(--bg);color:var(--ink);width:min(260px,60vw)}
        details{margin:10px 0}summary{cursor:pointer;font-weight:600;overflow-wrap:break-word}
        .story summary,.zoom summary{font-weight:500}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--bg);padding:12px;
        border-radius:8px;font-size:12.5px}.story pre{white-space:pre;overflow-x:auto;
        overflow-wrap:normal}code{background:var(--track);padding:1px 5px;
        border-radius:4px;font-size:.92em;overflow-wrap:anywhere}
        .checks{list-style:none;padding:0;margin:8px 0}.held::before{content:"✓ ";color:var(--ok)}
        .failed::before{content:"✗ ";color:var(--warn)}
        header .checks{margin:12px 0 0}
        footer{text-align:center;margin-top:24px;overflow-wrap:anywhere}
        svg text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        .picture text{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
        .picture svg{display:block;width:100%;height:auto;min-width:560px}
        circle.point{fill:var(--card);stroke-width:2}
        @media(max-width:600px){main{padding:16px 10px}section{padding:16px 14px}h1{font-size:23px}
        .answer{font-size:17px}.question{font-size:15px}
        .tiles{grid-template-columns:1fr 1fr;gap:8px}.tile strong{font-size:20px}
        #amounts{margin-left:0;flex-basis:100%}
        .lanes{--names:92px}.lag .ys{min-width:92px}.tile:last-child:nth-child(odd){grid-column:1/-1}}
        @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--grid:#ddd;--edge:#ccc;
        --track:#eee;--clicks:#7b61c9;--checkouts:#1c8f86;--join:#d9730d;--late:#c8234a;
        --accent:#2264c7;--warn:#b81f43;--ok:#157a72;--stall:#d9730d}
        body{font-size:11pt}main{max-width:none;padding:0}
        section{border:0;padding:0;margin:14pt 0}figure,.panel,.tile,tr,.bar,.models>div,.lanes{
        break-inside:avoid}h2,h3,.lead,summary{break-after:avoid}
        .scripted .js,.scripted #delay,.control button,.control input,.readout,.hint.shown{display:none}
        .control{position:static}details .scroll{max-height:none}
        table{font-size:8.5pt}th,td{white-space:normal;overflow-wrap:anywhere;padding-right:6pt;
        position:static}.picture svg{min-width:0}
        .scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """
}
