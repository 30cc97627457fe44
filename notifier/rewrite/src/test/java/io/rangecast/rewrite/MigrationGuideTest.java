package io.rangecast.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openrewrite.Recipe;
import org.openrewrite.config.Environment;
import org.openrewrite.config.YamlResourceLoader;

/** The examples of docs/migration.md do what it says. */
class MigrationGuideTest implements ConversionTest {
    private static List<String> examples(String language) throws IOException {
        String guide = Files.readString(Path.of("../../docs/migration.md"));
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @Test
    void whatIsShownBeforeBecomesWhatIsShownAfter() throws IOException {
        List<String> code = examples("java");

        assertThat(code).hasSize(2);
        converts(code.get(0), code.get(1));
    }

    @Test
    void theConfigurationIsValid() throws IOException {
        String yaml = examples("yaml").get(0);
        Recipe recipe = Environment.builder()
                .scanRuntimeClasspath("io.rangecast", "org.openrewrite.java")
                .load(new YamlResourceLoader(
                        new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                        URI.create("rewrite.yml"),
                        new Properties()))
                .build()
                .activateRecipes("com.acme.Migrate");

        assertThat(recipe.getRecipeList()).isNotEmpty();
        assertThat(recipe.validateAll()).allMatch(validated -> validated.isValid());
    }
}
