package dev.lemma.examples.report;

import java.util.function.UnaryOperator;

/**
 * The colours of figures and the rules that use them.
 *
 * <p>Eight series colours, apart from one another in hue and lightness on white and, in their second set, on a dark page; order
 * chosen so that the first four differ for colour-blind readers as well.
 */
final class FigureStyle {

    static final int SERIES = 8;

    /** Name, on white, on a dark page. */
    private static final String[][] COLOURS = {
        {"paper", "#ffffff", "#16181c"},
        {"ink", "#1d2026", "#e6e4df"},
        {"muted", "#646a75", "#9ba1ac"},
        {"grid", "#e7e8eb", "#2b2f37"},
        {"axis", "#9499a3", "#6a717d"},
        {"good", "#23744a", "#6cc495"},
        {"bad", "#b3372b", "#ef8578"},
        {"heat", "#20559c", "#6ca6ec"},
        {"miss", "#c2472f", "#ef8263"},
        {"s0", "#20559c", "#75aaf0"},
        {"s1", "#d0632c", "#f2965f"},
        {"s2", "#2f8f74", "#5cc7a8"},
        {"s3", "#7c4aa0", "#bd93e0"},
        {"s4", "#b38a1d", "#dcb950"},
        {"s5", "#3a9bbd", "#73cbe8"},
        {"s6", "#a83a5f", "#e8829f"},
        {"s7", "#6b6f76", "#a7acb5"},
    };

    private FigureStyle() {}

    /** The rules of a file of its own, in the colours for white. */
    static String onPaper() {
        return rules(FigureStyle::light);
    }

    /** The rules of a page, in the page's variables. */
    static String inPage() {
        return rules(name -> "var(--" + name + ")");
    }

    /** The page's variables. */
    static String variables(boolean dark) {
        StringBuilder all = new StringBuilder();
        for (String[] colour : COLOURS) {
            all.append("--")
                    .append(colour[0])
                    .append(':')
                    .append(colour[dark ? 2 : 1])
                    .append(';');
        }
        return all.toString();
    }

    private static String light(String name) {
        for (String[] colour : COLOURS) {
            if (colour[0].equals(name)) {
                return colour[1];
            }
        }
        throw new IllegalArgumentException("No colour is called " + name + ".");
    }

    private static String rules(UnaryOperator<String> colour) {
        StringBuilder css = new StringBuilder();
        css.append(".figure text{font:12px 'Helvetica Neue',Helvetica,'Segoe UI',Roboto,Arial,sans-serif;")
                .append("font-variant-numeric:tabular-nums;fill:")
                .append(colour.apply("muted"))
                .append("}");
        css.append(".figure .name{fill:").append(colour.apply("ink")).append("}");
        css.append(".figure .small{font-size:11px}");
        css.append(".paper{fill:").append(colour.apply("paper")).append("}");
        css.append(".grid{stroke:").append(colour.apply("grid")).append(";stroke-width:1}");
        css.append(".axis{stroke:").append(colour.apply("axis")).append(";stroke-width:1}");
        css.append(".mark{stroke:").append(colour.apply("muted")).append(";stroke-width:1;stroke-dasharray:2 3}");
        css.append(".halo{paint-order:stroke;stroke:")
                .append(colour.apply("paper"))
                .append(";stroke-width:4px;stroke-linejoin:round}");
        css.append(".curve{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}");
        css.append(".dashed{stroke-dasharray:6 4;stroke-linecap:butt;stroke-width:1.6}");
        css.append(".point{stroke:").append(colour.apply("paper")).append(";stroke-width:1}");
        css.append(".band{stroke:none;fill-opacity:.18}");
        css.append(".heat,.miss{shape-rendering:crispEdges}");
        css.append(".heat{fill:").append(colour.apply("heat")).append("}");
        css.append(".miss{fill:").append(colour.apply("miss")).append("}");
        css.append(".cell{fill:none;stroke:").append(colour.apply("grid")).append(";stroke-width:1}");
        css.append(".figure .on{fill:").append(colour.apply("paper")).append("}");
        css.append(".figure .off{fill:").append(colour.apply("ink")).append("}");
        for (int i = 0; i < SERIES; i++) {
            String one = colour.apply("s" + i);
            css.append(".curve.s").append(i).append("{stroke:").append(one).append("}");
            css.append(".point.s")
                    .append(i)
                    .append(",.band.s")
                    .append(i)
                    .append("{fill:")
                    .append(one)
                    .append("}");
        }
        return css.toString();
    }
}
