package dev.lemma.examples.theorems;

import dev.lemma.examples.Claim;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Outcome;
import dev.lemma.theory.verdict.Verdict;
import java.util.List;

/** Shows verdicts: findings as claims, figures as charts. */
final class Verdicts {

    private Verdicts() {}

    /** A claim for each finding, its id behind the prefix. */
    static List<Claim> claims(String prefix, Verdict verdict) {
        return verdict.findings().stream().map(f -> claim(prefix, f)).toList();
    }

    private static Claim claim(String prefix, Finding finding) {
        String measured =
                finding.outcome() == Outcome.UNDECIDED ? finding.measured() + " (undecided)" : finding.measured();
        return Claim.that(
                prefix + finding.id(),
                finding.claim(),
                measured,
                finding.required(),
                finding.outcome() == Outcome.HOLDS);
    }

    /** The statement, its correction and the figures; names of files behind the prefix. */
    static void show(String prefix, Verdict verdict, Report report) {
        report.section(verdict.theorem().name())
                .paragraph(verdict.theorem().source() + ".")
                .formula(verdict.theorem().statement());
        if (!verdict.theorem().correction().isEmpty()) {
            report.paragraph("Corrected: " + verdict.theorem().correction() + ".");
        }
        for (Figure figure : verdict.figures()) {
            report.chart(prefix + figure.name(), chart(figure));
        }
    }

    private static LineChart chart(Figure figure) {
        LineChart chart = LineChart.titled(figure.title()).x(figure.x()).y(figure.y());
        chart = figure.logX() ? chart.logX() : chart;
        chart = figure.logY() ? chart.logY() : chart;
        for (Curve curve : figure.curves()) {
            chart = switch (curve.kind()) {
                case LINE -> chart.line(curve.name(), curve.x(), curve.y());
                case DASHED -> chart.dashed(curve.name(), curve.x(), curve.y());
                case POINTS -> chart.points(curve.name(), curve.x(), curve.y());
                case BAND -> chart.band(curve.name(), curve.x(), curve.y(), curve.high());
            };
        }
        return chart;
    }
}
