package dev.lemma.examples.document;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What others see and no comment explains: public and protected types, methods, constructors, fields, enum constants, and the
 * components of records.
 *
 * <p>doclint knows only all or nothing here, and would ask for comments that say nothing. Left out are overriding methods, which
 * inherit theirs; a record's own constructor, whose parameters the record explains; methods that return a field and nothing else,
 * whose name is the explanation; tests.
 */
final class JavadocCheck extends TreePathScanner<Void, Void> {

    private final DocTrees trees;
    private final List<Finding> findings;
    private final CompilationUnitTree unit;

    private JavadocCheck(DocTrees trees, CompilationUnitTree unit, List<Finding> findings) {
        this.trees = trees;
        this.unit = unit;
        this.findings = findings;
    }

    static List<Finding> of(Collection<Path> sources) throws IOException {
        List<Finding> findings = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new JavadocCheck(trees, unit, findings).scan(unit, null);
            }
        }
        return findings;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        if (!isSeen(type.getModifiers())) {
            return null;
        }
        String comment = require(type.getKind().toString().toLowerCase(Locale.ROOT) + " " + type.getSimpleName());
        for (VariableTree component : components(type)) {
            if (!Pattern.compile("@param\\s+" + component.getName() + "\\b")
                    .matcher(comment)
                    .find()) {
                report(component, "component " + component.getName() + " has no @param");
            }
        }
        for (Tree member : type.getMembers()) {
            scan(member, nothing);
        }
        return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        if (isSeen(method.getModifiers())
                && !has(method.getModifiers(), "Override")
                && !has(method.getModifiers(), "Test")
                && !isRecordConstructor(method)
                && !returnsAField(method)) {
            require(method.getName().contentEquals("<init>") ? "constructor" : "method " + method.getName());
        }
        return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
        if (!components(owner()).contains(field) && isSeen(field.getModifiers())) {
            require("field " + field.getName());
        }
        return null;
    }

    private ClassTree owner() {
        return (ClassTree) getCurrentPath().getParentPath().getLeaf();
    }

    /** Members of interfaces are public without a word. */
    private boolean isSeen(ModifiersTree modifiers) {
        Set<Modifier> flags = modifiers.getFlags();
        if (flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED)) {
            return true;
        }
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        return !flags.contains(Modifier.PRIVATE)
                && (parent.getKind() == Tree.Kind.INTERFACE || parent.getKind() == Tree.Kind.ANNOTATION_TYPE);
    }

    private static boolean has(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .map(AnnotationTree::getAnnotationType)
                .anyMatch(type -> type.toString().equals(annotation));
    }

    private boolean isRecordConstructor(MethodTree method) {
        if (owner().getKind() != Tree.Kind.RECORD || !method.getName().contentEquals("<init>")) {
            return false;
        }
        return method.getParameters().size() == components(owner()).size();
    }

    private static List<VariableTree> components(ClassTree type) {
        if (type.getKind() != Tree.Kind.RECORD) {
            return List.of();
        }
        return type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .toList();
    }

    private static boolean returnsAField(MethodTree method) {
        BlockTree body = method.getBody();
        return body != null
                && method.getParameters().isEmpty()
                && body.getStatements().size() == 1
                && body.getStatements().get(0) instanceof ReturnTree returned
                && returned.getExpression() instanceof IdentifierTree;
    }

    private String require(String what) {
        String comment = trees.getDocComment(getCurrentPath());
        if (comment == null || comment.isBlank()) {
            report(getCurrentPath().getLeaf(), what + " has no comment");
            return "";
        }
        return comment;
    }

    private void report(Tree where, String what) {
        long start = trees.getSourcePositions().getStartPosition(unit, where);
        long line = unit.getLineMap().getLineNumber(start);
        findings.add(new Finding(Path.of(unit.getSourceFile().toUri()), (int) line, what));
    }
}
