package dev.lemma.generative.flow;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.generative.internal.SharedScope;

/**
 * Affine coupling layers, one after another, with the roles of the coordinates exchanged in between:
 *
 * <pre>{@code
 * forward   z_A = x_A,   z_B = (x_B − t(x_A)) ⊙ e^{−s(x_A)},   log|det| = −Σ s(x_A)
 * inverse   x_B = z_B ⊙ e^{s(z_A)} + t(z_A)
 * }</pre>
 *
 * <p>A are the even coordinates in even layers, the odd ones in odd layers; s is bounded by {@code 2 tanh(·/2)}. Invertible whatever the parameters, in
 * closed form; begins as the identity.
 *
 * @param layers at least 2, so that every coordinate moves
 * @param width of the two hidden layers of s and t
 * @see <a href="https://arxiv.org/abs/1605.08803">Dinh, Sohl-Dickstein and Bengio 2017</a>
 */
public record CouplingFlow(int layers, int width) implements Flow {

    public CouplingFlow {
        Check.atLeast("layers", layers, 2);
        Check.atLeastOne("width", width);
    }

    private Tensor[] shiftAndScale(Scope scope, int layer, Tensor x) {
        int d = x.shape().extent(1);
        Tensor keeps = Tensor.range(x.type(), d);
        Tensor parity = keeps.minus(keeps.times(0.5).floor().times(2));
        Tensor moves = layer % 2 == 0 ? parity : parity.negate().plus(1);
        Tensor seen = x.times(moves.negate().plus(1));
        Scope own = scope.child("coupling" + layer);
        Tensor h = Activations.SILU.apply(new Dense(width).apply(own.child("0"), seen));
        h = Activations.SILU.apply(new Dense(width).apply(own.child("1"), h));
        Tensor both = new Dense(2 * d).weight(Initializers.zeros()).apply(own.child("2"), h);
        Tensor shift = both.slice(1, 0, d).times(moves);
        Tensor scale = both.slice(1, d, 2 * d).times(0.5).tanh().times(2).times(moves);
        return new Tensor[] {shift, scale};
    }

    @Override
    public Image forward(Scope scope, Tensor x) {
        Tensor z = x;
        Tensor log = null;
        for (int k = 0; k < layers; k++) {
            Tensor[] st = shiftAndScale(scope, k, z);
            z = z.minus(st[0]).times(st[1].negate().exp());
            Tensor part = st[1].sum(1).negate();
            log = log == null ? part : log.plus(part);
        }
        return new Image(z, java.util.Objects.requireNonNull(log));
    }

    @Override
    public Tensor inverse(Scope given, Tensor z) {
        Scope scope = new SharedScope(given);
        // Parameters are declared in one order, whichever way the flow goes.
        for (int k = 0; k < layers; k++) {
            shiftAndScale(scope, k, z);
        }
        Tensor x = z;
        for (int k = layers - 1; k >= 0; k--) {
            Tensor[] st = shiftAndScale(scope, k, x);
            x = x.times(st[1].exp()).plus(st[0]);
        }
        return x;
    }
}
