package dev.lemma.generative.internal;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** A scope in which a layer may be applied several times: what is declared again is what was declared first. */
public final class SharedScope implements Scope {

    private final Scope scope;
    private final Map<String, SharedScope> children = new HashMap<>();
    private final Map<String, Tensor> known = new HashMap<>();

    /** The same places as of another scope. */
    public SharedScope(Scope scope) {
        this.scope = scope;
    }

    @Override
    public Scope child(String name) {
        return children.computeIfAbsent(name, n -> new SharedScope(scope.child(n)));
    }

    @Override
    public Tensor weight(String name, Shape shape, int fanIn, int fanOut, Initializer initializer) {
        return known.computeIfAbsent(name, n -> scope.weight(n, shape, fanIn, fanOut, initializer));
    }

    @Override
    public Tensor bias(String name, Shape shape, Initializer initializer) {
        return known.computeIfAbsent(name, n -> scope.bias(n, shape, initializer));
    }

    @Override
    public Tensor parameter(String name, Shape shape, Law law) {
        return known.computeIfAbsent(name, n -> scope.parameter(n, shape, law));
    }

    @Override
    public Tensor state(String name, Shape shape, double initial) {
        return known.computeIfAbsent(name, n -> scope.state(n, shape, initial));
    }

    @Override
    public void update(String name, Tensor value) {
        scope.update(name, value);
    }

    @Override
    public boolean training() {
        return scope.training();
    }

    @Override
    public Tensor key() {
        return scope.key();
    }
}
