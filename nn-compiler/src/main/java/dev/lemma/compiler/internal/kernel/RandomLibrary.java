package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Draw;
import dev.lemma.compiler.internal.definition.RandomDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** Draws and keys. The kernel of draws is the executor's own. */
public final class RandomLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Draw.class, RandomDefinitions::draw);
        to.add(DeriveKey.class, RandomDefinitions::deriveKey, MoveKernels::deriveKey);
    }
}
