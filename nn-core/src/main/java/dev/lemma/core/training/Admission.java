package dev.lemma.core.training;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Looks whether task, terms and data fit each other before anything is allocated, and then trains. */
final class Admission {

    private final Task task;
    private final Terms terms;

    Admission(Task task, Terms terms) {
        this.task = task;
        this.terms = terms;
    }

    Trained run() {
        requireSteps();
        return new TrainingRun(task, terms, null).run();
    }

    Ensemble ensemble(List<Key> keys, double[] rates) {
        requireNoFolder();
        requireSteps();
        return new EnsembleRun(task, terms, null, keys, rates).run();
    }

    Ensemble ensemble(Dataset data, List<Key> keys, double[] rates) {
        requireNoFolder();
        Dataset examples = admitted(data);
        return new EnsembleRun(task, terms.with(watch()), examples, keys, rates).run();
    }

    private void requireNoFolder() {
        if (terms.saving().folder() != null) {
            throw new IllegalArgumentException(
                    "ensemble: checkpoints are of a training alone: leave the option out, or train the"
                            + " members one by one");
        }
    }

    /** With the validation data in the task's type. */
    private Watch watch() {
        Watch watch = terms.watch();
        Dataset held = watch.validation();
        return held == null ? watch : watch.withValidation(checked("validation", held), watch.metric());
    }

    private void requireSteps() {
        requireTask();
        if (task.plain()) {
            throw new IllegalArgumentException("fit: a network and a loss need data: fit(data)");
        }
        if (terms.pace().steps() == Long.MAX_VALUE) {
            throw new IllegalArgumentException("fit: without data there are no epochs: say how many steps(…)");
        }
        if (terms.watch().validation() != null || terms.watch().patience() > 0) {
            throw new IllegalArgumentException(
                    "fit: without data there are no epochs at whose end validation data could be looked at: a listener"
                            + " hears every step");
        }
    }

    Trained run(Dataset data) {
        Dataset examples = admitted(data);
        return new TrainingRun(task, terms.with(watch()), examples).run();
    }

    /** The data in the task's type, after all has been looked at. */
    private Dataset admitted(Dataset data) {
        requireTask();
        Dataset examples = checked("training", data);
        Watch watch = terms.watch();
        Dataset held = watch.validation();
        if (watch.patience() > 0 && held == null) {
            throw new IllegalArgumentException("earlyStopping: expected validation data, got none: add validation(…)");
        }
        if (watch.metric() != null && !task.plain()) {
            throw new IllegalArgumentException(
                    "validation: the metric of a model of several parts is not defined: look at"
                            + " the risk alone, validation(data), and at metrics of a part afterwards");
        }
        if (held != null) {
            held = checked("validation", held);
            if (!held.targetShape().equals(data.targetShape())) {
                throw new ShapeException("validation: targets of one example are " + held.targetShape()
                        + ", in the training data " + data.targetShape());
            }
        }
        Loss loss = task.loss();
        if (loss != null) {
            requireLossThatFits(loss, examples.targetShape());
            requireTargetsThatFit(loss, "training", examples);
            if (held != null) {
                requireTargetsThatFit(loss, "validation", held);
            }
        }
        return examples;
    }

    private void requireTask() {
        if (task.players().isEmpty()) {
            throw new IllegalArgumentException(
                    "training: nothing is to be made small: add minimise(part, risk, optimizer)");
        }
    }

    private Dataset checked(String what, Dataset data) {
        DType type = task.type();
        if (task.plain()) {
            Network network = task.network();
            Shape expected = network.input();
            if (!data.featureShape().equals(expected)) {
                String fix = data.featureShape().size() == expected.size()
                        ? ": data.reshaped(Shape.of(…)) makes them fit"
                        : "";
                throw new ShapeException(
                        what + " data: the network takes samples " + expected + ", got " + data.featureShape() + fix);
            }
        }
        return terms.anyData() ? data.as(type) : data.requireFinite().as(type).requireFinite();
    }

    /**
     * Writes the loss for a number of samples that is no other extent. Where a loss broadcasts by accident, as {@code p − t} of [n, 1] and
     * [n] does to [n, n], that number stands along a second axis.
     */
    private void requireLossThatFits(Loss loss, Shape target) {
        Network network = task.network();
        int samples = 7;
        while (contains(network.output(), samples) || contains(target, samples)) {
            samples += 2;
        }
        Tensor prediction = Tensor.input(
                "prediction", network.type(), network.output().batch(samples).extents());
        Tensor targets =
                Tensor.input("target", network.type(), target.batch(samples).extents());
        String what = "of outputs " + network.output().batch(samples) + " and targets " + target.batch(samples);
        Tensor value;
        try {
            value = loss.apply(prediction, targets);
        } catch (ShapeException e) {
            throw new ShapeException("loss: " + what + ", as tried with " + samples + " samples: " + e.getMessage());
        }
        Shape shape = value.shape();
        boolean fits =
                shape.rank() == 0 || shape.extent(0) == samples && !contains(shape.range(1, shape.rank()), samples);
        if (!fits) {
            throw new ShapeException(
                    "loss: " + what + " it is " + shape + ": expected one number per sample, "
                            + Shape.of(samples) + ", one per output, "
                            + network.output().batch(samples)
                            + ", or a scalar. Do the targets broadcast against the outputs? Give both one shape: t.reshape(p.shape())");
        }
    }

    private static boolean contains(Shape shape, int extent) {
        return IntStream.of(shape.extents()).anyMatch(e -> e == extent);
    }

    /**
     * Tries the loss on the examples with the smallest and the largest target and the first that is no whole number:
     * classes show themselves there.
     */
    private void requireTargetsThatFit(Loss loss, String what, Dataset data) {
        Array targets = data.targetArray();
        if (targets.shape().size() == 0) {
            return;
        }
        int smallest = 0;
        int largest = 0;
        int broken = 0;
        for (int i = 0; i < targets.shape().size(); i++) {
            double value = targets.get(i);
            smallest = value < targets.get(smallest) ? i : smallest;
            largest = value > targets.get(largest) ? i : largest;
            broken = targets.get(broken) == Math.rint(targets.get(broken)) && value != Math.rint(value) ? i : broken;
        }
        Network network = task.network();
        Tensor prediction = Tensor.full(network.type(), network.output().batch(1), 0);
        Tensor target = Tensor.input(
                "target", network.type(), data.targetShape().batch(1).extents());
        List<Tensor> risk = List.of(loss.risk(prediction, target));
        for (int place : new int[] {smallest, largest, broken}) {
            int example = place / Math.max(1, data.targetShape().size());
            try {
                ReferenceExecutor.evaluate(risk, Map.of(target, targets.rows(example, example + 1)));
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        what + " data: the target of example " + example + ", " + targets.get(place)
                                + ", does not fit the loss and outputs " + network.output() + ": " + e.getMessage()
                                + ". Classes are the whole numbers below the number of outputs",
                        e);
            }
        }
    }
}
