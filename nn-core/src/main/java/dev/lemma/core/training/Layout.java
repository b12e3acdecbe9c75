package dev.lemma.core.training;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;
import dev.lemma.core.network.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the parameters of each part stand: parts that the same players move lie one after another in one vector, a block, so that an
 * optimiser of theirs works on it in one pass.
 */
final class Layout {

    /**
     * A vector of parameters.
     *
     * @param suffix of the names of what belongs to it
     * @param parts whose parameters it holds, in order
     * @param parameters of all of them, by their place in the block
     * @param moved whether any player moves it
     */
    record Block(String suffix, List<String> parts, List<Parameter> parameters, boolean moved) {

        int size() {
            return parameters.isEmpty()
                    ? 0
                    : parameters.get(parameters.size() - 1).offset()
                            + parameters.get(parameters.size() - 1).shape().size();
        }

        String theta() {
            return TrainingStep.THETA + suffix;
        }

        String average() {
            return TrainingStep.AVERAGE + suffix;
        }
    }

    private final Task task;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Block> blockOf = new LinkedHashMap<>();
    private final Map<String, Placement> placements = new LinkedHashMap<>();
    private final List<List<Block>> moved = new ArrayList<>();

    private Layout(Task task, List<Set<String>> moves) {
        this.task = task;
        Map<List<Integer>, List<String>> groups = new LinkedHashMap<>();
        for (String part : task.model().names()) {
            List<Integer> movers = new ArrayList<>();
            for (int player = 0; player < moves.size(); player++) {
                if (moves.get(player).contains(part)) {
                    movers.add(player);
                }
            }
            groups.computeIfAbsent(movers, key -> new ArrayList<>()).add(part);
        }
        groups.forEach((movers, parts) -> {
            List<Parameter> parameters = new ArrayList<>();
            int offset = 0;
            for (String part : parts) {
                Network network = task.model().part(part);
                Placement placement = task.plain() ? Placement.ALONE : new Placement(part + "/", offset);
                placements.put(part, placement);
                parameters.addAll(network.parameters(placement));
                offset = Math.addExact(offset, network.parameterCount());
            }
            String suffix = task.plain() ? "" : "/" + String.join("+", parts);
            Block block = new Block(suffix, List.copyOf(parts), List.copyOf(parameters), !movers.isEmpty());
            blocks.add(block);
            parts.forEach(part -> blockOf.put(part, block));
        });
        for (int player = 0; player < moves.size(); player++) {
            Set<String> names = moves.get(player);
            moved.add(blocks.stream()
                    .filter(block -> names.contains(block.parts().get(0)))
                    .toList());
        }
    }

    /**
     * @param moves the parts that each player moves
     */
    static Layout of(Task task, List<Set<String>> moves) {
        for (int i = 0; i < moves.size(); i++) {
            int parameters = 0;
            for (String part : moves.get(i)) {
                parameters += task.model().part(part).parameterCount();
            }
            if (parameters == 0) {
                throw new IllegalArgumentException(
                        "training: "
                                + (task.plain()
                                        ? "the network"
                                        : moves.get(i) + ", which \""
                                                + task.players().get(i).name() + "\" moves,")
                                + " has no parameters: there is nothing to train. Give it a layer with parameters, such as Dense");
            }
        }
        return new Layout(task, moves);
    }

    /** The blocks, in their order. */
    List<Block> blocks() {
        return blocks;
    }

    /** The block that holds the parameters of a part. */
    Block block(String part) {
        return Objects.requireNonNull(blockOf.get(part), part);
    }

    /** Where in its block a part's parameters stand. */
    Placement placement(String part) {
        return Objects.requireNonNull(placements.get(part), part);
    }

    /** The blocks that a player moves. */
    List<Block> moved(int player) {
        return moved.get(player);
    }

    /** The parameters of several blocks put one after another. */
    static List<Parameter> parameters(Collection<Block> blocks) {
        List<Parameter> all = new ArrayList<>();
        int offset = 0;
        for (Block block : blocks) {
            Placement placement = new Placement("", offset);
            block.parameters().forEach(parameter -> all.add(placement.of(parameter)));
            offset += block.size();
        }
        return all;
    }

    /** The name under which the state of a part is kept. */
    String state(String part) {
        return TrainingStep.STATE + (task.plain() ? "" : "/" + part);
    }

    /** The name of a player's slot. */
    String slot(int player, String name) {
        return task.players().size() == 1 ? name : task.players().get(player).name() + "/" + name;
    }

    /**
     * The parts that each player moves: those that are named, or all that its risk uses other than frozen, which a walk through the
     * risk shows.
     */
    static List<Set<String>> moves(Task task, DataLeaves data, int batch) {
        List<Set<String>> moves = new ArrayList<>();
        for (Player player : task.players()) {
            moves.add(player.moves().orElseGet(() -> {
                Map<String, Tensor> thetas = new LinkedHashMap<>();
                Map<String, Tensor> states = new LinkedHashMap<>();
                task.model().parts().forEach((name, network) -> {
                    thetas.put(name, Tensor.input(name, task.type(), network.parameterCount()));
                    states.put(name, Tensor.input(name, task.type(), network.stateCount()));
                });
                AppliedParts parts = new AppliedParts(
                        task.model(),
                        Network.Mode.TRAINING,
                        part -> Objects.requireNonNull(thetas.get(part), part),
                        part -> Placement.ALONE,
                        states,
                        Tensor.input("key", task.type(), 4));
                Tensor rows = Tensor.input("rows", task.type(), batch);
                Tensor value = player.risk().of(parts, data.batch(rows), parts.riskKey());
                TrainingStep.scalar(player.name(), value, batch);
                if (parts.used().isEmpty()) {
                    throw new IllegalArgumentException("training: the risk applies no part of the model "
                            + task.model().names() + " (frozen ones apart): there is nothing to train");
                }
                return new TreeSet<>(parts.used());
            }));
        }
        return moves;
    }
}
