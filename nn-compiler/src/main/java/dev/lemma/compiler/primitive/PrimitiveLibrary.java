package dev.lemma.compiler.primitive;

/**
 * Primitives of one jar. Named in {@code META-INF/services/dev.lemma.compiler.primitive.PrimitiveLibrary}, a library with a public constructor
 * without arguments is found by every executor:
 *
 * <pre>{@code
 * public final class AcmePrimitives implements PrimitiveLibrary {
 *     public void contribute(PrimitiveRegistry registry) {
 *         registry.add(Hartley.class, HartleyDefinition::new, HartleyKernel::new);
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface PrimitiveLibrary {

    /** Adds each primitive to the registry, by its class. */
    void contribute(PrimitiveRegistry registry);
}
