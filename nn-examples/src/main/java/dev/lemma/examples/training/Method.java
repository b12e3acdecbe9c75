package dev.lemma.examples.training;

import dev.lemma.api.network.Loss;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Schedule;
import dev.lemma.examples.Option;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.optim.Adam;
import dev.lemma.optim.schedule.CosineDecay;
import java.util.Optional;

/**
 * How a run trains: {@code --optimizer NAME --schedule NAME --loss NAME}, else Adam, whose rate falls along a cosine to 0 at
 * the last step. The schedule multiplies the updates of whatever optimiser was chosen; {@code --schedule constant
 * --schedule.value 1} leaves them alone.
 *
 * @param base the optimiser at its full rate
 * @param schedule the factor, if one was chosen
 * @param chosenLoss if one was chosen
 */
public record Method(Optimizer base, Optional<Schedule> schedule, Optional<Loss> chosenLoss) {

    /**
     * As asked for.
     *
     * @param rate of Adam
     * @throws UsageException if both a rate of Adam and another optimiser were asked for
     */
    public static Method of(RunContext context, Option<Double> rate) {
        Optional<Optimizer> chosen = context.chosen(ExtensionPoint.OPTIMIZER);
        double value = context.get(rate);
        if (chosen.isPresent() && !rate.value(context.quick()).equals(Optional.of(value))) {
            throw new UsageException(
                    "--" + rate.name() + " is that of Adam, which --optimizer replaces: set the rate of "
                            + "the chosen optimizer, --optimizer.rate " + value);
        }
        return new Method(
                chosen.orElseGet(() -> new Adam(value)),
                context.chosen(ExtensionPoint.SCHEDULE),
                context.chosen(ExtensionPoint.LOSS));
    }

    /** For a training of so many steps. */
    public Optimizer optimizer(int steps) {
        return base.scheduled(schedule.orElseGet(() -> new CosineDecay(1, 0, steps)));
    }

    /** The chosen loss, else this one. */
    public Loss loss(Loss standard) {
        return chosenLoss.orElse(standard);
    }
}
