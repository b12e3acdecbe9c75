package dev.lemma.core.training;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is trained: the parts of a model, and who makes which risk of them small.
 *
 * @param loss of the one network that is all of the model; null where risks are written out
 * @param players in the order in which they move
 */
record Task(Model model, @Nullable Loss loss, List<Player> players) {

    /** The part that a single network is. */
    static final String NETWORK = "network";

    Task {
        players = List.copyOf(players);
    }

    /** One network and the mean of a loss. */
    static Task of(Network network, Loss loss, Optimizer optimizer) {
        Risk risk = (parts, batch, key) -> {
            Tensor value = loss.risk(parts.apply(NETWORK, batch.features()), batch.targets());
            if (value.rank() != 0) {
                throw new ShapeException("loss: its risk should be a scalar, got " + value.shape());
            }
            return value;
        };
        Player player = new Player(NETWORK, risk, optimizer, Optional.of(Set.of(NETWORK)));
        return new Task(Model.of(NETWORK, network), loss, List.of(player));
    }

    /** Whether this is one network with a loss. */
    boolean plain() {
        return loss != null;
    }

    /** The one network of a plain task. */
    Network network() {
        return model.part(NETWORK);
    }

    /** The part that is meant where none is named. */
    String onlyPart(String option) {
        if (model.names().size() > 1) {
            throw new IllegalArgumentException(
                    option + ": say which part of the model, one of " + model.names() + ", is meant");
        }
        return model.names().iterator().next();
    }

    DType type() {
        return model.type();
    }

    Task with(Player player) {
        player.moves().ifPresent(moves -> moves.forEach(model::part));
        List<Player> more = new ArrayList<>(players);
        Set<String> names = new TreeSet<>();
        more.forEach(each -> names.add(each.name()));
        String name = player.name();
        for (int count = 2; names.contains(name); count++) {
            name = player.name() + " " + count;
        }
        more.add(new Player(name, player.risk(), player.optimizer(), player.moves()));
        return new Task(model, loss, more);
    }
}
