package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Sampler;
import dev.lemma.core.io.checkpoint.Checkpoint;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole state of a training as a checkpoint, and back; and what tells one training from another. */
final class RunCheckpoint {

    private static final int NUMBERS_OF_AN_EPOCH = 5;

    private final Map<String, String> configuration = new LinkedHashMap<>();
    private final SavedParts parts;
    private final long total;

    RunCheckpoint(Task task, Terms terms, @Nullable Dataset data, Steps steps, SavedParts parts) {
        this.parts = parts;
        this.total = steps.plan().total();
        if (task.plain()) {
            Network network = task.network();
            configuration.put("network", Fingerprint.of(network));
            configuration.put("layers", Fingerprint.text(network.layer()));
            configuration.put(
                    "optimizer", Fingerprint.text(task.players().get(0).optimizer()));
            configuration.put("loss", Fingerprint.text(String.valueOf(task.loss())));
        } else {
            task.model().parts().forEach((name, network) -> {
                configuration.put("network " + name, Fingerprint.of(network));
                configuration.put("layers " + name, Fingerprint.text(network.layer()));
            });
            for (int p = 0; p < task.players().size(); p++) {
                Player player = task.players().get(p);
                configuration.put("optimizer " + player.name(), Fingerprint.text(player.optimizer()));
                configuration.put("risk " + player.name(), Fingerprint.text(player.risk()));
            }
        }
        configuration.put("data", data == null ? "none" : Fingerprint.of(data));
        Watch watch = terms.watch();
        configuration.put("validation", watch.validation() == null ? "none" : Fingerprint.of(watch.validation()));
        configuration.put(
                "metric", watch.metric() == null ? "none" : watch.metric().name());
        configuration.put("seed", Long.toString(terms.start().seed()));
        configuration.put("batch size", Integer.toString(steps.plan().batch()));
        if (data != null && terms.pace().sampler() != Sampler.EVERY_EXAMPLE_ONCE) {
            int[] order = terms.pace().sampler().epoch(data.size(), Key.of(0));
            double[] places = new double[order.length];
            for (int i = 0; i < order.length; i++) {
                places[i] = order[i];
            }
            configuration.put(
                    "sampler", Fingerprint.text(terms.pace().sampler()) + " " + Fingerprint.of(Array.vector(places)));
        }
        configuration.put("start", start(terms.start()));
        configuration.put("early stopping", Integer.toString(watch.patience()));
        configuration.put("executor", terms.executor().arithmetic());
        configuration.put("expressions", Fingerprint.of(steps.whole().routine()));
    }

    private static String start(Start start) {
        if (start.thetas().isEmpty()) {
            return "drawn";
        }
        Array alone = start.thetas().get(Task.NETWORK);
        if (alone != null && start.thetas().size() == 1 && start.states().isEmpty()) {
            return Fingerprint.of(alone);
        }
        List<String> texts = new ArrayList<>();
        start.thetas().forEach((part, theta) -> texts.add(part + " " + Fingerprint.of(theta)));
        start.states().forEach((part, state) -> texts.add(part + " state " + Fingerprint.of(state)));
        return String.join(", ", texts);
    }

    Checkpoint of(Memory memory, Progress progress) {
        Checkpoint.Builder to = Checkpoint.builder();
        configuration.forEach((name, value) -> to.put("configuration/" + name, value));
        parts.texts().forEach((name, value) -> to.put(SavedParts.IN_CHECKPOINTS + name, value));
        to.put("done", progress.done);
        to.put("lossSum", progress.lossSum);
        to.put("bestLoss", progress.bestLoss);
        to.put("epochsSinceBest", progress.epochsSinceBest);
        memory.forEach((name, array) -> to.put("memory/" + name, array));
        progress.best.forEach((name, array) -> to.put("best/" + name, array));
        int players = progress.riskSums.length;
        double[] numbers = new double[NUMBERS_OF_AN_EPOCH * progress.history.size()];
        double[] risks = new double[players * progress.history.size()];
        int at = 0;
        int risk = 0;
        for (Epoch epoch : progress.history) {
            numbers[at++] = epoch.number();
            numbers[at++] = epoch.steps();
            numbers[at++] = epoch.loss();
            numbers[at++] = epoch.validationLoss();
            numbers[at++] = epoch.validationMetric();
            for (double each : epoch.risks()) {
                risks[risk++] = each;
            }
        }
        to.put("history", Array.of(Shape.of(progress.history.size(), NUMBERS_OF_AN_EPOCH), numbers));
        if (players > 0) {
            to.put("riskSums", Array.vector(progress.riskSums));
            to.put("risks", Array.of(Shape.of(progress.history.size(), players), risks));
        }
        return to.build();
    }

    /** Puts memory and progress where a checkpoint says; refused if another training wrote it. */
    void resume(Path file, Checkpoint from, Memory memory, Progress progress) {
        requireSameTraining(file, from);
        progress.done = from.whole("done");
        progress.lossSum = from.real("lossSum");
        progress.bestLoss = from.real("bestLoss");
        progress.epochsSinceBest = Math.toIntExact(from.whole("epochsSinceBest"));
        Map<String, Array> arrays = new LinkedHashMap<>();
        memory.forEach((name, own) -> arrays.put(name, from.array("memory/" + name)));
        memory.replaceAll(arrays);
        progress.best.clear();
        from.names().stream()
                .filter(name -> name.startsWith("best/"))
                .forEach(name -> progress.best.put(name.substring("best/".length()), from.array(name)));
        Array numbers = from.array("history");
        int players = progress.riskSums.length;
        double[] risks = players == 0 ? new double[0] : from.array("risks").toDoubles();
        if (players > 0) {
            System.arraycopy(from.array("riskSums").toDoubles(), 0, progress.riskSums, 0, players);
        }
        progress.history.clear();
        for (int epoch = 0; epoch < numbers.shape().extent(0); epoch++) {
            int at = NUMBERS_OF_AN_EPOCH * epoch;
            List<Double> ofPlayers = new ArrayList<>();
            for (int player = 0; player < players; player++) {
                ofPlayers.add(risks[epoch * players + player]);
            }
            progress.history.add(new Epoch(
                    (long) numbers.get(at),
                    (long) numbers.get(at + 1),
                    numbers.get(at + 2),
                    numbers.get(at + 3),
                    numbers.get(at + 4),
                    ofPlayers));
        }
    }

    private void requireSameTraining(Path file, Checkpoint from) {
        List<String> different = new ArrayList<>();
        configuration.forEach((name, value) -> {
            String entry = "configuration/" + name;
            String saved = from.has(entry) ? from.text(entry) : "not there";
            if (!saved.equals(value)) {
                Difference difference =
                        name.startsWith("layers") ? Difference.between(saved, value) : new Difference(saved, value);
                different.add(name + ": " + difference.there() + " there, " + difference.here() + " here");
            }
        });
        for (String entry : from.names()) {
            String name = entry.substring(entry.indexOf('/') + 1);
            if (entry.startsWith("configuration/") && !configuration.containsKey(name)) {
                different.add(name + ": " + from.text(entry) + " there, not here");
            }
        }
        if (!different.isEmpty()) {
            boolean rounding = different.size() == 1 && different.get(0).startsWith("executor: ");
            throw new IllegalArgumentException("checkpoint " + file + ": "
                    + (rounding ? "this training, rounded differently, wrote it. " : "another training wrote it. ")
                    + String.join("; ", different) + SavedParts.of(from).sentence() + ". Train as it was"
                    + (rounding
                            ? " (executor, Java, -Dlemma.vector, class path, kind of processor), or give this training a folder"
                                    + " of its own, and startingAt(…) the saved parameters if it shall go on from them."
                            : ", or give this training a folder of its own."));
        }
        if (from.whole("done") > total) {
            throw new IllegalArgumentException(
                    "checkpoint " + file + ": it is after step " + from.whole("done") + ", this training ends at step "
                            + total + ". Ask for as many steps at least, or give this training a folder of its own.");
        }
    }
}
