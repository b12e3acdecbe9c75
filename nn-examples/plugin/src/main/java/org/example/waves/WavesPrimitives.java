package org.example.waves;

import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** The values of this jar's primitive: plain, and fast. */
public final class WavesPrimitives implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry registry) {
        registry.add(Hartley.class, HartleyDefinition::new, HartleyKernel::new);
    }
}
