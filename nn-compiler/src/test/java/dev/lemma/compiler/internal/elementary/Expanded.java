package dev.lemma.compiler.internal.elementary;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.chain.Chain;
import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.chain.ChainKernel;
import dev.lemma.compiler.internal.chain.ScalarInterpreter;

/** An expansion as a chain of its own. */
final class Expanded {
    private Expanded() {}

    static Chain chain(Expansion f, DType type) {
        ChainBuilder b = new ChainBuilder(type);
        b.store(f.expand(b, b.input(false)));
        return b.build();
    }

    static float[] run(Expansion f, float... x) {
        float[] y = new float[x.length];
        run(new ScalarInterpreter(chain(f, DType.FLOAT32)), new float[][] {x, y}, x.length);
        return y;
    }

    static double[] run(Expansion f, double... x) {
        double[] y = new double[x.length];
        run(new ScalarInterpreter(chain(f, DType.FLOAT64)), new double[][] {x, y}, x.length);
        return y;
    }

    private static void run(ChainKernel kernel, Object[] arrays, int n) {
        kernel.run(arrays, new int[arrays.length], new int[arrays.length], 1, n);
    }
}
