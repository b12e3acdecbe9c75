package dev.lemma.theory.verdict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an experiment says of a theorem: the claim, its constants, each sentence with what was measured, and the outcome, which is the worst of
 * theirs.
 *
 * @param constants numbers that the claim names, in the order they are shown
 * @param seconds what it cost
 * @param theorem what was put to the test
 * @param findings its sentences, each judged
 * @param figures what was measured, as pictures
 */
public record Verdict(
        Theorem theorem, Map<String, Double> constants, List<Finding> findings, List<Figure> figures, double seconds) {

    public Verdict {
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        findings = List.copyOf(findings);
        figures = List.copyOf(figures);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("verdict on \"" + theorem.name() + "\": nothing was found");
        }
    }

    /** The worst of the findings' outcomes. */
    public Outcome outcome() {
        return findings.stream().map(Finding::outcome).reduce(Outcome.HOLDS, Outcome::and);
    }

    /** The finding of this id. */
    public Finding finding(String id) {
        return findings.stream()
                .filter(f -> f.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("finding: \"" + id + "\" is none of "
                        + findings.stream().map(Finding::id).toList()));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(theorem.name() + " (" + theorem.source() + "): " + outcome() + "\n");
        text.append("  ").append(theorem.statement()).append('\n');
        if (!theorem.correction().isEmpty()) {
            text.append("  corrected: ").append(theorem.correction()).append('\n');
        }
        constants.forEach((name, value) -> text.append("  ")
                .append(name)
                .append(" = ")
                .append(Judge.number(value))
                .append('\n'));
        for (Finding f : findings) {
            text.append(String.format(
                    Locale.ROOT, "  %-9s %s: %s, required %s%n", f.outcome(), f.claim(), f.measured(), f.required()));
        }
        return text.append(String.format(Locale.ROOT, "  %.1f s", seconds)).toString();
    }
}
