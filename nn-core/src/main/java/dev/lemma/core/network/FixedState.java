package dev.lemma.core.network;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.Map;

/**
 * Layers in use, what they carry along being constants.
 *
 * @param layer as it was declared
 * @param states by name
 */
record FixedState(Layer layer, Map<String, Array> states) implements Layer {

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        return layer.apply(new Fixed(scope, "", x), x);
    }

    /** Passes on what is asked for, states apart. */
    private final class Fixed implements Scope {

        private final Scope scope;
        private final String path;
        private final Tensor typed;

        Fixed(Scope scope, String path, Tensor typed) {
            this.scope = scope;
            this.path = path;
            this.typed = typed;
        }

        @Override
        public Scope child(String name) {
            return new Fixed(scope.child(name), path + name + "/", typed);
        }

        @Override
        public Tensor weight(String name, Shape shape, int fanIn, int fanOut, Initializer initializer) {
            return scope.weight(name, shape, fanIn, fanOut, initializer);
        }

        @Override
        public Tensor bias(String name, Shape shape, Initializer initializer) {
            return scope.bias(name, shape, initializer);
        }

        @Override
        public Tensor parameter(String name, Shape shape, Law law) {
            return scope.parameter(name, shape, law);
        }

        @Override
        public Tensor state(String name, Shape shape, double initial) {
            Array state = states.get(path + name);
            if (state == null) {
                throw new IllegalStateException(
                        "layer: state \"" + path + name + "\" was not declared when it was fixed");
            }
            return Tensor.literal(state.as(typed.type()));
        }

        @Override
        public void update(String name, Tensor value) {
            // It stays as it is.
        }

        @Override
        public boolean training() {
            return false;
        }

        @Override
        public Tensor key() {
            return scope.key();
        }
    }
}
