package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.concurrent.Desks;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** A planned transform of one or two operands, the real and the imaginary part, into one result that has both one after the other, or the real part alone. */
final class FourierKernel implements Kernel {

    private final FourierTransform plan;

    FourierKernel(FourierTransform plan) {
        this.plan = plan;
    }

    @Override
    public Runnable bind(Workplace at) {
        Place real = at.operand(0);
        Place imaginary = plan.kind() == TransformKind.REAL_TO_HALF ? real : at.operand(1);
        Place result = at.result();
        int parts = plan.kind() == TransformKind.HALF_TO_REAL ? 1 : 2;
        int outI = result.start() + (parts - 1) * (result.layout().size() / parts);
        DType type = result.isFloat() ? DType.FLOAT32 : DType.FLOAT64;
        Team team = at.team();
        int most = 0;
        for (int round = 0; round < plan.rounds(); round++) {
            most = Math.max(most, plan.parts(round));
        }
        int desks = Math.max(1, Math.min(most, team.threads()));
        Object scratch = at.scratch(type, desks * plan.scratch());
        AtomicInteger made = new AtomicInteger();
        // A desk is where its part of the scratch space begins.
        Desks<Integer> starts = new Desks<>(team, most, () -> made.getAndIncrement() * plan.scratch());
        IntConsumer[] rounds = new IntConsumer[plan.rounds()];
        for (int i = 0; i < rounds.length; i++) {
            int round = i;
            rounds[i] = part -> {
                Integer start = starts.take();
                try {
                    plan.part(
                            round,
                            part,
                            real.array(),
                            real.start(),
                            imaginary.array(),
                            imaginary.start(),
                            result.array(),
                            result.start(),
                            result.array(),
                            outI,
                            scratch,
                            start);
                } finally {
                    starts.give(start);
                }
            };
        }
        return () -> {
            for (int round = 0; round < rounds.length; round++) {
                team.run(plan.parts(round), rounds[round]);
            }
        };
    }
}
