package dev.lemma.compiler.internal.chain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the kernels of the most recently used chains, so that equal chains share one kernel, which then is also compiled only
 * once by the just-in-time compiler. Safe for use by several threads.
 */
public final class CachingChainCompiler implements ChainCompiler {
    private static final int CAPACITY = 4096;

    private final ChainCompiler compiler;
    private final Map<Chain, ChainKernel> kernels = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Chain, ChainKernel> eldest) {
            return size() > CAPACITY;
        }
    };

    /** A cache in front of {@code compiler}. */
    public CachingChainCompiler(ChainCompiler compiler) {
        this.compiler = compiler;
    }

    @Override
    public ChainKernel compile(Chain chain) {
        synchronized (kernels) {
            ChainKernel kernel = kernels.get(chain);
            if (kernel == null) {
                kernel = compiler.compile(chain);
                kernels.put(chain, kernel);
            }
            return kernel;
        }
    }

    @Override
    public boolean sumsAreFree() {
        return compiler.sumsAreFree();
    }

    @Override
    public String description() {
        return compiler.description();
    }
}
