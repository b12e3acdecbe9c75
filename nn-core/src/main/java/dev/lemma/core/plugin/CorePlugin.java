package dev.lemma.core.plugin;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.INITIALIZER;
import static dev.lemma.api.plugin.ExtensionPoint.LAW;
import static dev.lemma.api.plugin.ExtensionPoint.LAYER;
import static dev.lemma.api.plugin.ExtensionPoint.LOSS;
import static dev.lemma.core.plugin.CorePoints.METRIC;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.tensor.Law;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.activation.Elu;
import dev.lemma.core.activation.LeakyRelu;
import dev.lemma.core.activation.Polynomial;
import dev.lemma.core.initializer.FixedLaw;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.initializer.Orthogonal;
import dev.lemma.core.layer.AveragePool1D;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Concatenation;
import dev.lemma.core.layer.Convolution1D;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.ConvolutionTranspose1D;
import dev.lemma.core.layer.ConvolutionTranspose2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Embedding;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.GlobalAveragePool;
import dev.lemma.core.layer.GlobalMaxPool;
import dev.lemma.core.layer.GroupNorm;
import dev.lemma.core.layer.InstanceNorm;
import dev.lemma.core.layer.LayerNorm;
import dev.lemma.core.layer.MaxPool1D;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.MultiHeadAttention;
import dev.lemma.core.layer.Parallel;
import dev.lemma.core.layer.Reshape;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.CrossEntropy;
import dev.lemma.core.loss.Huber;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.loss.WeightedBinaryCrossEntropy;
import dev.lemma.core.metric.Metrics;

/** Activations, initializers, losses, layers and metrics of this module. */
public final class CorePlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.core";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        activations(to);
        initializers(to);
        losses(to);
        layers(to);
        metrics(to);
    }

    private static void activations(Contributions to) {
        to.add(ACTIVATION, "identity", Activations.IDENTITY)
                .summary("no nonlinearity")
                .formula("φ(x) = x")
                .alias("linear");
        to.add(ACTIVATION, "relu", Activations.RELU)
                .summary("the positive part")
                .formula("φ(x) = max(x, 0)");
        to.add(ACTIVATION, "leaky-relu", new LeakyRelu(0.01))
                .summary("a small slope to the left")
                .formula("φ(x) = x for x > 0, slope·x elsewhere")
                .equivalent(Activations.LEAKY_RELU);
        to.add(ACTIVATION, "tanh", Activations.TANH)
                .summary("hyperbolic tangent")
                .formula("φ(x) = tanh x");
        to.add(ACTIVATION, "sigmoid", Activations.SIGMOID)
                .summary("logistic function")
                .formula("φ(x) = 1/(1 + e⁻ˣ)")
                .alias("logistic");
        to.add(ACTIVATION, "log-sigmoid", Activations.LOG_SIGMOID)
                .summary("logarithm of the logistic function")
                .formula("φ(x) = −log(1 + e⁻ˣ)");
        to.add(ACTIVATION, "erf", Activations.ERF).summary("error function").formula("φ(x) = 2/√π ∫₀ˣ e^{−s²} ds");
        to.add(ACTIVATION, "softplus", Activations.SOFTPLUS)
                .summary("smooth positive part")
                .formula("φ(x) = log(1 + eˣ)");
        to.add(ACTIVATION, "gelu", Activations.GELU)
                .summary("x times the normal distribution function, exact")
                .formula("φ(x) = x·P(Z ≤ x), Z ~ N(0, 1)")
                .cite("arXiv:1606.08415");
        to.add(ACTIVATION, "gelu-tanh", Activations.GELU_TANH)
                .summary("the approximation of gelu in common use")
                .formula("φ(x) = x/2·(1 + tanh(√(2/π)(x + 0.044715 x³)))")
                .cite("arXiv:1606.08415");
        to.add(ACTIVATION, "silu", Activations.SILU)
                .summary("x times the logistic function")
                .formula("φ(x) = x·σ(x)")
                .cite("arXiv:1702.03118")
                .cite("arXiv:1710.05941")
                .alias("swish");
        to.add(ACTIVATION, "elu", new Elu(1))
                .summary("exponential to the left")
                .formula("φ(x) = x for x > 0, α(eˣ − 1) elsewhere")
                .cite("arXiv:1511.07289")
                .equivalent(Activations.ELU);
        to.add(ACTIVATION, "selu", Activations.SELU)
                .summary("elu, scaled so that mean 0 and variance 1 are a fixed point")
                .formula("φ(x) = λx for x > 0, λα(eˣ − 1) elsewhere")
                .cite("arXiv:1706.02515");
        to.add(ACTIVATION, "mish", Activations.MISH)
                .summary("x times the tanh of softplus")
                .formula("φ(x) = x·tanh(log(1 + eˣ))")
                .cite("arXiv:1908.08681");
        to.add(ACTIVATION, "softsign", Activations.SOFTSIGN)
                .summary("a sigmoid with algebraic tails")
                .formula("φ(x) = x/(1 + |x|)");
        to.add(ACTIVATION, "sin", Activations.SIN)
                .summary("sine")
                .formula("φ(x) = sin x")
                .cite("arXiv:2006.09661");
        to.add(ACTIVATION, "cos", Activations.COS)
                .summary("cosine: random Fourier features")
                .formula("φ(x) = cos x");
        to.add(ACTIVATION, "gaussian", Activations.GAUSSIAN)
                .summary("Gaussian bump")
                .formula("φ(x) = e^{−x²/2}");
        to.add(ACTIVATION, "square", Activations.SQUARE)
                .summary("square: linear in the kernel's features")
                .formula("φ(x) = x²");
        to.add(ACTIVATION, "absolute", Activations.ABSOLUTE)
                .summary("absolute value")
                .formula("φ(x) = |x|")
                .alias("abs");
        to.add(ACTIVATION, "heaviside", Activations.HEAVISIDE)
                .summary("step; its derivative is 0, so that it cannot be trained through")
                .formula("φ(x) = 1 for x > 0, 0 elsewhere");
        to.add(ACTIVATION, "polynomial", Polynomial.class)
                .summary("a polynomial: never a universal approximator")
                .formula("φ(x) = Σₖ cₖ xᵏ")
                .cite("doi:10.1016/S0893-6080(05)80131-5");
    }

    private static void initializers(Contributions to) {
        to.add(INITIALIZER, "lecun-normal", Initializers.lecunNormal())
                .summary("keeps the variance through linear layers; the default of the layers")
                .formula("N(0, 1/n), n the fan-in")
                .cite("doi:10.1007/3-540-49430-8_2");
        to.add(INITIALIZER, "lecun-uniform", Initializers.lecunUniform())
                .summary("uniform of the variance of lecun-normal")
                .formula("U[−√(3/n), √(3/n)]")
                .cite("doi:10.1007/3-540-49430-8_2");
        to.add(INITIALIZER, "he-normal", Initializers.heNormal())
                .summary("keeps the second moment through ReLU layers")
                .formula("N(0, 2/n), n the fan-in")
                .cite("arXiv:1502.01852");
        to.add(INITIALIZER, "he-uniform", Initializers.heUniform())
                .summary("uniform of the variance of he-normal")
                .formula("U[−√(6/n), √(6/n)]")
                .cite("arXiv:1502.01852");
        to.add(INITIALIZER, "glorot-normal", Initializers.glorotNormal())
                .summary("a compromise between signal and gradient")
                .formula("N(0, 2/(n + m)), n the fan-in, m the fan-out")
                .cite("https://proceedings.mlr.press/v9/glorot10a.html")
                .alias("xavier-normal");
        to.add(INITIALIZER, "glorot-uniform", Initializers.glorotUniform())
                .summary("uniform of the variance of glorot-normal")
                .formula("U[−√(6/(n + m)), √(6/(n + m))]")
                .cite("https://proceedings.mlr.press/v9/glorot10a.html")
                .alias("xavier-uniform");
        to.add(INITIALIZER, "torch-default", Initializers.torchDefault())
                .summary("what PyTorch takes for the weights of Linear and Conv")
                .formula("U[−1/√n, 1/√n]");
        to.add(INITIALIZER, "orthogonal", new Orthogonal(1))
                .summary("orthonormal rows or columns, uniform over all such matrices")
                .formula("W Wᵀ = gain²·I, Haar measure")
                .cite("arXiv:1312.6120");
        to.add(LAW, "normal", Law.Normal.class)
                .summary("independent normal numbers of mean 0")
                .formula("N(0, σ²)");
        to.add(LAW, "uniform", Law.Uniform.class)
                .summary("independent numbers uniform on an interval about 0")
                .formula("U[−b, b]");
        to.add(LAW, "constant", new Law.Constant(0)).summary("one number everywhere");
        to.add(INITIALIZER, "fixed", FixedLaw.class).summary("one law for every weight, whatever its fan-in");
        to.add(INITIALIZER, "zeros", Initializers.zeros())
                .summary("0 everywhere")
                .formula("0");
        to.add(INITIALIZER, "ones", Initializers.ones()).summary("1 everywhere").formula("1");
    }

    private static void losses(Contributions to) {
        to.add(LOSS, "square", Losses.SQUARE)
                .summary("squared error per entry")
                .formula("(f − y)²")
                .alias("mse");
        to.add(LOSS, "half-square", Losses.HALF_SQUARE)
                .summary("half the squared error per entry")
                .formula("(f − y)²/2");
        to.add(LOSS, "absolute", Losses.ABSOLUTE)
                .summary("absolute error per entry")
                .formula("|f − y|")
                .alias("mae");
        to.add(LOSS, "huber", new Huber(1))
                .summary("square near 0, absolute far from it")
                .formula("r²/2 for |r| ≤ δ, δ(|r| − δ/2) elsewhere")
                .cite("doi:10.1214/aoms/1177703732");
        to.add(LOSS, "hinge", Losses.HINGE)
                .summary("hinge of the margin, y = ±1")
                .formula("max(0, 1 − y·f)");
        to.add(LOSS, "squared-hinge", Losses.SQUARED_HINGE)
                .summary("squared hinge, y = ±1")
                .formula("max(0, 1 − y·f)²");
        to.add(LOSS, "logistic", Losses.LOGISTIC)
                .summary("logistic loss of the margin, y = ±1")
                .formula("log(1 + e^{−y·f})");
        to.add(LOSS, "exponential", Losses.EXPONENTIAL)
                .summary("exponential loss of the margin, y = ±1")
                .formula("e^{−y·f}");
        to.add(LOSS, "cross-entropy", new CrossEntropy(0))
                .summary("negative log likelihood of classes or probabilities, with label smoothing")
                .formula("−Σⱼ qⱼ log softmax(f)[j], q = (1 − ε)·y + ε/k")
                .cite("arXiv:1512.00567")
                .equivalent(Losses.CROSS_ENTROPY);
        to.add(LOSS, "binary-cross-entropy", new WeightedBinaryCrossEntropy(1))
                .summary("negative log likelihood of y in [0, 1], positive samples counting w times")
                .formula("−w·y log σ(f) − (1 − y) log(1 − σ(f))")
                .equivalent(Losses.BINARY_CROSS_ENTROPY);
        to.add(LOSS, "multi-margin", Losses.MULTI_MARGIN)
                .summary("hinge loss of several classes")
                .formula("1/k Σ_{j ≠ y} max(0, 1 − f_y + f_j)");
        to.add(LOSS, "gaussian", Losses.GAUSSIAN)
                .summary("likelihood of a normal law whose mean and log variance are predicted")
                .formula("−log N(y; m, eˡ)");
        to.add(LOSS, "zero-one", Losses.ZERO_ONE)
                .summary("1 where the prediction is wrong; for evaluation")
                .formula("1[f ≠ y]");
    }

    private static void layers(Contributions to) {
        to.add(LAYER, "dense", Dense.class)
                .summary("affine map of the last axis")
                .formula("y = x Wᵀ + b")
                .alias("linear");
        to.add(LAYER, "convolution1d", Convolution1D.class).summary("convolution of signals [N, C, L]");
        to.add(LAYER, "convolution2d", Convolution2D.class).summary("convolution of images [N, C, H, W]");
        to.add(LAYER, "convolution-transpose1d", ConvolutionTranspose1D.class)
                .summary("adjoint of the convolution of signals");
        to.add(LAYER, "convolution-transpose2d", ConvolutionTranspose2D.class)
                .summary("adjoint of the convolution of images");
        to.add(LAYER, "max-pool1d", MaxPool1D.class).summary("largest number of each window of a signal");
        to.add(LAYER, "max-pool2d", MaxPool2D.class).summary("largest number of each window of an image");
        to.add(LAYER, "average-pool1d", AveragePool1D.class).summary("mean of each window of a signal");
        to.add(LAYER, "average-pool2d", AveragePool2D.class).summary("mean of each window of an image");
        to.add(LAYER, "global-average-pool", new GlobalAveragePool()).summary("mean of each channel");
        to.add(LAYER, "global-max-pool", new GlobalMaxPool()).summary("largest number of each channel");
        to.add(LAYER, "batch-norm", new BatchNorm())
                .summary("normalisation of each channel over the batch")
                .formula("y = γ(x − μ)/√(σ² + ε) + β")
                .cite("arXiv:1502.03167");
        to.add(LAYER, "layer-norm", new LayerNorm())
                .summary("normalisation of each sample")
                .cite("arXiv:1607.06450");
        to.add(LAYER, "group-norm", GroupNorm.class)
                .summary("normalisation of groups of channels of each sample")
                .cite("arXiv:1803.08494");
        to.add(LAYER, "instance-norm", new InstanceNorm())
                .summary("normalisation of each channel of each sample")
                .cite("arXiv:1607.08022");
        to.add(LAYER, "dropout", Dropout.class)
                .summary("numbers set to 0 in training")
                .cite("https://jmlr.org/papers/v15/srivastava14a.html");
        to.add(LAYER, "embedding", Embedding.class).summary("a learned vector per symbol");
        to.add(LAYER, "attention", MultiHeadAttention.class)
                .summary("multi-head self-attention")
                .formula("softmax(Q Kᵀ/√d) V")
                .cite("arXiv:1706.03762");
        to.add(LAYER, "flatten", new Flatten()).summary("each sample as a vector");
        to.add(LAYER, "reshape", Reshape.class).summary("each sample in another shape");
        to.add(LAYER, "residual", Residual.class)
                .summary("a branch added to its input")
                .formula("y = x + γ f(x)")
                .cite("arXiv:1512.03385");
        to.add(LAYER, "sequential", Sequential.class)
                .summary("layers one after another")
                .formula("y = fₙ(… f₀(x))");
        to.add(LAYER, "parallel", Parallel.class).summary("branches added up");
        to.add(LAYER, "concatenation", Concatenation.class).summary("branches side by side");
    }

    private static void metrics(Contributions to) {
        to.add(METRIC, "accuracy", Metrics.ACCURACY).summary("share of samples whose class is right");
        to.add(METRIC, "error-rate", Metrics.ERROR_RATE).summary("share of samples whose class is wrong");
        to.add(METRIC, "mean-squared-error", Metrics.MEAN_SQUARED_ERROR)
                .summary("mean of squared errors")
                .alias("mse");
        to.add(METRIC, "root-mean-squared-error", Metrics.ROOT_MEAN_SQUARED_ERROR)
                .summary("its root")
                .alias("rmse");
        to.add(METRIC, "r2", Metrics.R2)
                .summary("share of the variance explained")
                .formula("1 − Σ(f − y)²/Σ(y − ȳ)²");
        to.add(METRIC, "mean-absolute-error", Metrics.MEAN_ABSOLUTE_ERROR)
                .summary("mean of absolute errors")
                .alias("mae");
    }
}
