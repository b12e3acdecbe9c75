package dev.lemma.examples.report;

import java.util.Locale;

/** SVG being written: coordinates in pixels from the upper left, colours by class name (see {@link FigureStyle}). */
final class Drawing {

    private static final double FONT_SIZE = 12;

    private final double width;
    private final double height;
    private final StringBuilder body = new StringBuilder(4096);

    Drawing(double width, double height) {
        this.width = width;
        this.height = height;
    }

    Drawing line(String classes, double x1, double y1, double x2, double y2) {
        body.append("<line class=\"")
                .append(classes)
                .append("\" x1=\"")
                .append(number(x1))
                .append("\" y1=\"")
                .append(number(y1))
                .append("\" x2=\"")
                .append(number(x2))
                .append("\" y2=\"")
                .append(number(y2))
                .append("\"/>");
        return this;
    }

    Drawing rectangle(String classes, double x, double y, double w, double h) {
        return rectangle(classes, x, y, w, h, 1, "");
    }

    /** @param hint shown when the pointer rests there; none if empty */
    Drawing rectangle(String classes, double x, double y, double w, double h, double opacity, String hint) {
        body.append("<rect class=\"")
                .append(classes)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" width=\"")
                .append(number(w))
                .append("\" height=\"")
                .append(number(h))
                .append('"');
        if (opacity < 1) {
            body.append(" fill-opacity=\"").append(number(opacity)).append('"');
        }
        return end("rect", hint);
    }

    Drawing path(String classes, CharSequence commands, String hint) {
        body.append("<path class=\"")
                .append(classes)
                .append("\" d=\"")
                .append(commands)
                .append('"');
        return end("path", hint);
    }

    /** @param anchor start, middle or end */
    Drawing text(String classes, double x, double y, String anchor, String text) {
        return text(classes, x, y, anchor, text, "");
    }

    /** Text turned to read upwards. */
    Drawing upwards(String classes, double x, double y, String text) {
        return text(classes, x, y, "middle", text, " transform=\"rotate(-90 " + number(x) + " " + number(y) + ")\"");
    }

    /** Whatever comes next is cut off outside the rectangle, and keeps its coordinates. */
    Drawing window(double x, double y, double w, double h) {
        String box = number(x) + " " + number(y) + " " + number(w) + " " + number(h);
        body.append("<svg x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" width=\"")
                .append(number(w))
                .append("\" height=\"")
                .append(number(h))
                .append("\" viewBox=\"")
                .append(box)
                .append("\" overflow=\"hidden\">");
        return this;
    }

    Drawing endWindow() {
        body.append("</svg>");
        return this;
    }

    /** For a page that has the style sheet; HTML knows svg elements without their name space. */
    String inline(String description) {
        return "<svg class=\"figure\" role=\"img\" style=\"max-width:" + number(1.1 * width) + "px\" viewBox=\"0 0 "
                + number(width) + " " + number(height) + "\"><title>" + Markup.text(description) + "</title>" + body
                + "</svg>";
    }

    /** A file of its own, on white. */
    String file(String description) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" width=\""
                + number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " "
                + number(height)
                + "\"><title>" + Markup.text(description) + "</title><style>" + FigureStyle.onPaper() + "</style>"
                + "<rect class=\"paper\" x=\"0\" y=\"0\" width=\"100%\" height=\"100%\"/>" + body + "</svg>\n";
    }

    /** The width of text in the figures' font, roughly: there is no font to ask. */
    static double widthOf(String text) {
        double em = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻".indexOf(c) >= 0) {
                em += 0.36;
            } else if (" .,:;·ijl|'()[]tfrI".indexOf(c) >= 0) {
                em += 0.32;
            } else if (Character.isUpperCase(c) || "mw%@—…".indexOf(c) >= 0) {
                em += 0.74;
            } else {
                em += 0.56;
            }
        }
        return em * FONT_SIZE;
    }

    /** Two decimals at most, which is finer than a screen. */
    static String number(double value) {
        long hundredths = Math.round(value * 100);
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        String text = String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }

    private Drawing text(String classes, double x, double y, String anchor, String text, String more) {
        body.append("<text class=\"")
                .append(classes)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append('"');
        if (!anchor.equals("start")) {
            body.append(" text-anchor=\"").append(anchor).append('"');
        }
        body.append(more).append('>').append(Markup.text(text)).append("</text>");
        return this;
    }

    private Drawing end(String element, String hint) {
        if (hint.isEmpty()) {
            body.append("/>");
        } else {
            body.append("><title>")
                    .append(Markup.text(hint))
                    .append("</title></")
                    .append(element)
                    .append('>');
        }
        return this;
    }
}
