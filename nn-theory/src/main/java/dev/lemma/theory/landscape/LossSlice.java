package dev.lemma.theory.landscape;

import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import java.util.List;

/**
 * The risk along a line.
 *
 * @param multiples of the direction
 * @param risks there
 */
public record LossSlice(double[] multiples, double[] risks) {

    public LossSlice {
        multiples = multiples.clone();
        risks = risks.clone();
    }

    /** By how much the highest risk is above the higher of the ends: the barrier between them, at least 0. */
    public double barrier() {
        double ends = Math.max(risks[0], risks[risks.length - 1]);
        double highest = ends;
        for (double risk : risks) {
            highest = Math.max(highest, risk);
        }
        return highest - ends;
    }

    /** A picture. */
    public Figure figure(String name, String title) {
        return new Figure(
                name,
                title,
                "along the direction",
                "risk",
                false,
                false,
                List.of(Curve.line("risk", multiples, risks)));
    }
}
