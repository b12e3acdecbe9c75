package dev.lemma.core.compiler.chain;
public final class BlockChainCompiler implements ChainCompiler {
    @Override public ChainKernel compile(Chain chain) { return new ScalarInterpreter(chain); }
    @Override public String description() { return "stub"; }
}
