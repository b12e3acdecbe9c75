package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The programs that carry cotangents through a step, from its end to its start, and tangents beside them where second derivatives are wanted.
 *
 * <pre>{@code
 * ȳ ← (∂y⁺/∂y)ᵀȳ        θ̄ ← θ̄ + (∂y⁺/∂θ)ᵀȳ        t̄ = (∂y⁺/∂t)ᵀȳ        h̄ = (∂y⁺/∂h)ᵀȳ
 * }</pre>
 *
 * <p>The stages of the step are made anew from the state before it. Second derivatives are those of these expressions in the direction (ẏ, θ̇).
 */
final class Sweep {

    private final Workspace work;
    private final Tensor yBar;
    private final Tensor thetaBar;
    private final Tensor tBar;
    private final Tensor hBar;
    private final Tensor sBar;
    private final Tensor yDot;
    private final Tensor thetaDot;
    private final Tensor yBarDot;
    private final Tensor thetaBarDot;
    private final Tensor seed;
    private final Tensor seedDot;
    private final Map<Tensor, Array> memory = new LinkedHashMap<>();

    private @Nullable Execution step;
    private @Nullable Execution dense;
    private @Nullable Execution tangentStep;
    private @Nullable Execution tangentDense;
    private @Nullable Execution secondStep;
    private @Nullable Execution secondDense;

    Sweep(Workspace work) {
        this.work = work;
        yBar = leaf("y-cotangent", work.y());
        thetaBar = leaf("theta-cotangent", work.theta());
        tBar = leaf("t-cotangent", work.t());
        hBar = leaf("h-cotangent", work.h());
        sBar = leaf("s-cotangent", work.s());
        yDot = leaf("y-tangent", work.y());
        thetaDot = leaf("theta-tangent", work.theta());
        yBarDot = leaf("y-cotangent-tangent", work.y());
        thetaBarDot = leaf("theta-cotangent-tangent", work.theta());
        seed = leaf("seed", work.y());
        seedDot = leaf("seed-tangent", work.y());
    }

    private Tensor leaf(String name, Tensor like) {
        Tensor leaf = Tensor.input(name, like.tensorType());
        memory.put(leaf, Array.zeros(leaf.type(), leaf.shape()));
        return leaf;
    }

    private Array array(Tensor leaf) {
        Array array = memory.get(leaf);
        if (array == null) {
            throw new IllegalStateException("no memory for " + leaf);
        }
        return array;
    }

    Array yBar() {
        return array(yBar);
    }

    Array thetaBar() {
        return array(thetaBar);
    }

    Array tBar() {
        return array(tBar);
    }

    Array hBar() {
        return array(hBar);
    }

    Array sBar() {
        return array(sBar);
    }

    Array yDot() {
        return array(yDot);
    }

    Array thetaDot() {
        return array(thetaDot);
    }

    Array yBarDot() {
        return array(yBarDot);
    }

    Array thetaBarDot() {
        return array(thetaBarDot);
    }

    Array seed() {
        return array(seed);
    }

    Array seedDot() {
        return array(seedDot);
    }

    void clear() {
        memory.values().forEach(array -> {
            for (int i = 0; i < array.shape().size(); i++) {
                Workspace.set(array, i, 0);
            }
        });
    }

    private Execution open(List<Tensor> states, List<Tensor> updates) {
        return work.open(List.of(), memory, states, updates);
    }

    private List<Tensor> cotangents(Tensor of, Tensor cotangent, List<Tensor> variables) {
        return Derivatives.vjp(List.of(of), variables, List.of(cotangent));
    }

    /** Carries ȳ from the end of the step (t, y, h) to its start, and adds to θ̄; t̄ and h̄ are those of this step. */
    void step() {
        if (step == null) {
            List<Tensor> bars =
                    cotangents(work.whole().next(), yBar, List.of(work.y(), work.theta(), work.t(), work.h()));
            step = open(
                    List.of(yBar, thetaBar, tBar, hBar),
                    List.of(bars.get(0), thetaBar.plus(bars.get(1)), bars.get(2), bars.get(3)));
        }
        step.run();
    }

    /** Adds to ȳ, at the start of the step, and to θ̄ what a cotangent, in seed, of the solution at the fraction s of the step brings; t̄, h̄ and s̄ are its own. */
    void dense() {
        if (dense == null) {
            List<Tensor> bars = cotangents(
                    work.whole().dense().at(work.s()),
                    seed,
                    List.of(work.y(), work.theta(), work.t(), work.h(), work.s()));
            dense = open(
                    List.of(yBar, thetaBar, tBar, hBar, sBar),
                    List.of(yBar.plus(bars.get(0)), thetaBar.plus(bars.get(1)), bars.get(2), bars.get(3), bars.get(4)));
        }
        dense.run();
    }

    /** Carries y and ẏ over a step. */
    void tangentStep() {
        if (tangentStep == null) {
            Tensor next = work.whole().next();
            tangentStep = open(List.of(work.y(), yDot), List.of(next, tangent(next)));
        }
        tangentStep.run();
    }

    /** Puts the tangent of the solution at the fraction s of a step into the seed's tangent. */
    void tangentDense() {
        if (tangentDense == null) {
            tangentDense =
                    open(List.of(seedDot), List.of(tangent(work.whole().dense().at(work.s()))));
        }
        tangentDense.run();
    }

    private Tensor tangent(Tensor of) {
        return Derivatives.jvp(List.of(of), List.of(work.y(), work.theta()), List.of(yDot, thetaDot))
                .get(0);
    }

    /** As {@link #step}, and carries the tangents of ȳ and θ̄ beside them; y and ẏ are those before the step. */
    void secondStep() {
        if (secondStep == null) {
            List<Tensor> bars = cotangents(work.whole().next(), yBar, List.of(work.y(), work.theta()));
            List<Tensor> dots =
                    Derivatives.jvp(bars, List.of(work.y(), work.theta(), yBar), List.of(yDot, thetaDot, yBarDot));
            secondStep = open(
                    List.of(yBar, thetaBar, yBarDot, thetaBarDot),
                    List.of(bars.get(0), thetaBar.plus(bars.get(1)), dots.get(0), thetaBarDot.plus(dots.get(1))));
        }
        secondStep.run();
    }

    /** As {@link #dense}, with tangents. */
    void secondDense() {
        if (secondDense == null) {
            List<Tensor> bars = cotangents(work.whole().dense().at(work.s()), seed, List.of(work.y(), work.theta()));
            List<Tensor> dots =
                    Derivatives.jvp(bars, List.of(work.y(), work.theta(), seed), List.of(yDot, thetaDot, seedDot));
            secondDense = open(
                    List.of(yBar, thetaBar, yBarDot, thetaBarDot),
                    List.of(
                            yBar.plus(bars.get(0)),
                            thetaBar.plus(bars.get(1)),
                            yBarDot.plus(dots.get(0)),
                            thetaBarDot.plus(dots.get(1))));
        }
        secondDense.run();
    }

    /** A copy of one of the arrays. */
    static Array copy(Array array) {
        Array copy = Array.zeros(array.type(), array.shape());
        Workspace.copy(array, copy);
        return copy;
    }
}
