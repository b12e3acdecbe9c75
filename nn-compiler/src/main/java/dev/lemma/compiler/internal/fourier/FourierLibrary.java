package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.LineSubbandsAdjoint;
import dev.lemma.api.fourier.PlaneSubbands;
import dev.lemma.api.fourier.PlaneSubbandsAdjoint;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;
import java.util.List;

/** The transforms of {@code dev.lemma.api.fourier}, by their definition and by planned kernels, which share their plans. */
public final class FourierLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry registry) {
        FourierPlans plans = new FourierPlans();
        registry.add(
                DiscreteFourier.class,
                FourierDefinitions::complex,
                (primitive, node) -> new FourierKernel(plans.plan(
                        node.type(),
                        TransformKind.COMPLEX,
                        node.operand(0).shape(),
                        primitive.axes(),
                        primitive.inverse(),
                        primitive.scale())));
        registry.add(
                RealFourier.class,
                FourierDefinitions::real,
                (primitive, node) -> new FourierKernel(plans.plan(
                        node.type(),
                        TransformKind.REAL_TO_HALF,
                        node.operand(0).shape(),
                        List.of(primitive.axis()),
                        false,
                        primitive.scale())));
        registry.add(
                HalfFourier.class,
                FourierDefinitions::half,
                (primitive, node) -> new FourierKernel(plans.plan(
                        node.type(),
                        TransformKind.HALF_TO_REAL,
                        node.shape(),
                        List.of(primitive.axis()),
                        true,
                        primitive.scale())));
        registry.add(LineSubbands.class, SubbandKernels::lineDefinition, SubbandKernels::line);
        registry.add(LineSubbandsAdjoint.class, SubbandKernels::lineAdjointDefinition, SubbandKernels::lineAdjoint);
        registry.add(PlaneSubbands.class, SubbandKernels::planeDefinition, SubbandKernels::plane);
        registry.add(PlaneSubbandsAdjoint.class, SubbandKernels::planeAdjointDefinition, SubbandKernels::planeAdjoint);
    }
}
