package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.linear.CholeskyFactor;
import dev.lemma.api.linear.EigenFactors;
import dev.lemma.api.linear.LuFactors;
import dev.lemma.api.linear.LuLogDeterminant;
import dev.lemma.api.linear.LuSolve;
import dev.lemma.api.linear.MatrixExponential;
import dev.lemma.api.linear.QrFactors;
import dev.lemma.api.linear.SingularFactors;
import dev.lemma.api.linear.TriangularSolve;
import dev.lemma.compiler.internal.definition.LinearDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** The primitives of linear algebra. */
public final class LinearLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(CholeskyFactor.class, LinearDefinitions::cholesky, LinearKernels::cholesky);
        to.add(TriangularSolve.class, LinearDefinitions::triangularSolve, LinearKernels::triangularSolve);
        to.add(LuFactors.class, LinearDefinitions::lu, LinearKernels::lu);
        to.add(LuSolve.class, LinearDefinitions::luSolve, LinearKernels::luSolve);
        to.add(LuLogDeterminant.class, LinearDefinitions::luLogDeterminant, LinearKernels::luLogDeterminant);
        to.add(QrFactors.class, LinearDefinitions::qr, LinearKernels::qr);
        to.add(EigenFactors.class, LinearDefinitions::symmetricEigen, LinearKernels::symmetricEigen);
        to.add(SingularFactors.class, LinearDefinitions::svd, LinearKernels::svd);
        to.add(MatrixExponential.class, LinearDefinitions::exponential, LinearKernels::exponential);
    }
}
