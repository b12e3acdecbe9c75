package dev.lemma.theory.verdict;

import java.util.List;

/**
 * A picture as numbers; whoever shows verdicts draws it.
 *
 * @param name for files: lower-case letters, digits, hyphens
 */
public record Figure(String name, String title, String x, String y, boolean logX, boolean logY, List<Curve> curves) {

    public Figure {
        curves = List.copyOf(curves);
    }
}
