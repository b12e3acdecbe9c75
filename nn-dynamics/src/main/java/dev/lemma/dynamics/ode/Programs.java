package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The workspaces of an equation and its settings that no thread is using, by the types of state and parameters. */
final class Programs {

    private final Equation equation;
    private final Settings settings;
    private final Map<List<TensorType>, Queue<Workspace>> idle = new ConcurrentHashMap<>();

    Programs(Equation equation, Settings settings) {
        this.equation = equation;
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    private Queue<Workspace> queue(TensorType state, TensorType parameters) {
        return idle.computeIfAbsent(List.of(state, parameters), key -> new ConcurrentLinkedQueue<>());
    }

    Workspace take(Array state, Array parameters) {
        TensorType y = new TensorType(state.type(), state.shape());
        TensorType theta = new TensorType(parameters.type(), parameters.shape());
        Workspace work = queue(y, theta).poll();
        return work == null ? new Workspace(equation, settings, y, theta) : work;
    }

    void give(Workspace work) {
        queue(work.state(), work.theta().tensorType()).add(work);
    }
}
