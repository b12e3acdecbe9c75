package dev.lemma.examples.theorems;

import dev.lemma.examples.Claim;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.Table;
import dev.lemma.runtime.Entry;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lemma run theorems}: every experiment that there is, on one page. */
public final class TheoremsExample implements Example {

    @Override
    public String name() {
        return "theorems";
    }

    @Override
    public String summary() {
        return "Every theorem of the laboratory with its verdict, on one page";
    }

    @Override
    public Outcome run(RunContext context) {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (Entry<Experiment> entry : context.catalogue().entries(Experiment.POINT)) {
            verdicts.put(entry.name(), ExperimentExample.run(entry, context));
        }
        List<Claim> claims = new ArrayList<>();
        Table table = Table.titled("Theorems and their verdicts", "theorem", "source", "outcome", "seconds", "alone");
        for (Map.Entry<String, Verdict> one : verdicts.entrySet()) {
            Verdict verdict = one.getValue();
            claims.addAll(Verdicts.claims(one.getKey() + "-", verdict));
            table = table.row(
                    verdict.theorem().name(),
                    verdict.theorem().source(),
                    verdict.outcome().toString(),
                    verdict.seconds(),
                    "lemma run " + one.getKey());
        }
        context.report()
                .lead(
                        "Each theorem is an experiment: a claim, what was measured, and whether it holds. Formulas known to be wrong go through the same tests "
                                + "and must fail there.")
                .section("Verdicts")
                .table("verdicts", table);
        verdicts.forEach((name, verdict) -> Verdicts.show(name + "-", verdict, context.report()));
        return Outcome.of(claims);
    }

    /** {@code lemma run theorems ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("theorems", arguments);
    }
}
