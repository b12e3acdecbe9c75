package dev.lemma.dynamics.depth;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * L residual blocks with weights of their own, {@code xᵢ₊₁ = xᵢ + γ·f(θᵢ, xᵢ)}: Euler's method with step γ. Written as a loop, so that a thousand blocks are compiled as fast as one.
 *
 * <p>Reverse mode keeps the L states between blocks; {@link MomentumResidual} does not.
 *
 * @param block f, in the shape of its input
 * @param depth L ≥ 1
 * @param step γ, finite
 * @see <a href="https://arxiv.org/abs/1512.03385">He, Zhang, Ren and Sun 2015, Deep residual learning for image recognition</a>
 */
public record DeepResidual(Layer block, int depth, double step) implements Layer {

    public DeepResidual {
        Objects.requireNonNull(block, "block");
        Check.atLeastOne("depth", depth);
        Check.finite("step", step);
    }

    /** Blocks of step 1/L, which have a limit as L grows. */
    public DeepResidual(Layer block, int depth) {
        this(block, depth, 1.0 / Check.atLeastOne("depth", depth));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        StackedScope stacked = new StackedScope(scope.child("block"), depth);
        Traced traced = Traced.of(stacked, block, x.tensorType()).requireShape("deep residual", x.tensorType());
        List<StackedScope.Stack> stacks = stacked.stacks();
        return Loop.of(
                        depth,
                        List.of(x),
                        stacks.stream().map(StackedScope.Stack::stacked).toList(),
                        (state, rows) -> {
                            Map<Tensor, Tensor> present = new HashMap<>();
                            for (int i = 0; i < rows.size(); i++) {
                                present.put(stacks.get(i).row(), rows.get(i));
                            }
                            Tensor f = traced.at(state.get(0), present);
                            return new Loop.Step(List.of(state.get(0).plus(f.times(step))), List.of());
                        })
                .carry()
                .get(0);
    }
}
