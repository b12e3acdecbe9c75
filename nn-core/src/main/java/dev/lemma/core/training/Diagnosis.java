package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which step left the finite numbers, and by which expression. Steps are made again from the moment that was kept; what memory and
 * progress hold afterwards is the last good state.
 */
final class Diagnosis {

    /**
     * What was found.
     *
     * @param expression the first that is not finite, in a sentence
     * @param risk what to say of the risk
     */
    record Finding(String expression, String risk) {}

    private final Task task;
    private final Steps steps;
    private final Memory memory;
    private final Progress progress;
    private final double[] risks;

    Diagnosis(Task task, Steps steps, Memory memory, Progress progress) {
        this.task = task;
        this.steps = steps;
        this.memory = memory;
        this.progress = progress;
        this.risks = progress.riskSums.clone();
    }

    boolean parametersAreFinite() {
        for (Layout.Block block : steps.layout().blocks()) {
            if (block.moved() && !memory.get(block.theta()).isFinite()) {
                return false;
            }
        }
        return true;
    }

    /** A step has told that its risk or its gradient is not finite; if it is the gradient, it has changed the memory. */
    Finding ofCheck(Steps.Compiled step, double risk) {
        String told = risks(step, risk);
        if (Double.isFinite(risk)) {
            long reached = progress.done;
            goBack();
            while (progress.done < reached && parametersAreFinite()) {
                again();
            }
            steps.arranged(progress.done);
        }
        // A step from finite parameters, or one after an update that made them infinite from finite gradients.
        return parametersAreFinite() || progress.done == progress.earlierDone()
                ? new Finding(FirstNonFinite.describe(step.checked(), step.places()), told)
                : ofUpdate();
    }

    private String risks(Steps.Compiled step, double risk) {
        if (risks.length == 0) {
            return ", the risk is " + risk;
        }
        step.risks(risks);
        StringBuilder text = new StringBuilder(", the risks are ");
        for (int i = 0; i < risks.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(risks[i])
                    .append(" (")
                    .append(task.players().get(i).name())
                    .append(")");
        }
        return text.toString();
    }

    /**
     * An update since the last look has written parameters that are not finite. The steps since the copy are made again, up to
     * that one, and then once more up to the one before it, whose state is the last good one.
     */
    Finding ofUpdate() {
        long noticed = progress.done;
        goBack();
        while (progress.done < noticed && parametersAreFinite()) {
            again();
        }
        List<String> names = new ArrayList<>();
        Set<String> rules = new LinkedHashSet<>();
        for (Layout.Block block : steps.layout().blocks()) {
            Array theta = memory.get(block.theta());
            for (Parameter parameter : block.moved() ? block.parameters() : List.<Parameter>of()) {
                int from = parameter.offset();
                if (!theta.rows(from, from + parameter.shape().size()).isFinite()) {
                    names.add("\"" + parameter.name() + "\"");
                    for (int player = 0; player < task.players().size(); player++) {
                        if (steps.layout().moved(player).contains(block)) {
                            rules.add(
                                    Fingerprint.text(task.players().get(player).optimizer()));
                        }
                    }
                }
            }
        }
        long last = progress.done - 1;
        goBack();
        while (progress.done < last) {
            again();
        }
        Steps.Compiled broken = steps.arranged(last);
        String what = "The update of " + String.join(", ", names) + " by " + String.join(", ", rules)
                + " is not finite, the gradient is. ";
        List<Tensor> moved = broken.moved();
        return new Finding(what + FirstNonFinite.describe(moved, broken.places()), "");
    }

    private void goBack() {
        memory.goBack();
        progress.goBack();
    }

    /** Makes a step that has been made before, and tells nobody. */
    private void again() {
        Steps.Compiled step = steps.make(progress.done);
        step.risks(risks);
        progress.add(step.risk(), risks, step.size());
        if (steps.plan().endsEpoch(progress.done)) {
            progress.clearSums();
        }
    }
}
