package dev.lemma.theory.verdict;

import java.util.List;

/**
 * A picture as numbers; whoever shows verdicts draws it.
 *
 * @param name for files: lower-case letters, digits, hyphens
 * @param title the first sentence of its caption, without a full stop
 * @param x name of the horizontal axis
 * @param y name of the vertical axis
 * @param logX powers of ten across
 * @param logY powers of ten upwards
 * @param curves in the order of the legend
 */
public record Figure(String name, String title, String x, String y, boolean logX, boolean logY, List<Curve> curves) {

    public Figure {
        curves = List.copyOf(curves);
    }
}
