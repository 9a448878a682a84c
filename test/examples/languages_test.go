package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A language knows how to run its samples.
type language struct {
	name    string
	prepare func(t *testing.T, d *demo) (run func(method string) string)
}

func languages(t *testing.T) map[string]language {
	t.Helper()
	all := map[string]language{}
	for _, l := range []language{
		{"curl", script("curl.sh", "sh")},
		{"python", script("python.py", "/usr/bin/python3")},
		{"php", script("php.php", "php")},
		{"js", script("js.mjs", "node")},
		{"go", goProgram},
		{"RestTemplate", javaProgram("RestTemplate.java", restTemplate)},
		{"Unirest", javaProgram("Unirest.java", unirest)},
	} {
		all[l.name] = l
	}
	return all
}

func sample(t *testing.T, method, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, method, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// output runs a program where the files are. What it writes to its standard
// error is shown when it fails.
func output(t *testing.T, d *demo, env []string, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), env...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, complaints.String())
	}
	return string(out)
}

// script runs samples that need no compiler.
func script(name, program string) func(*testing.T, *demo) func(string) string {
	return func(t *testing.T, d *demo) func(string) string {
		return func(method string) string {
			text := d.fill(sample(t, method, name))
			if program == "sh" {
				text = strings.Replace(text, "curl ", "curl --silent --show-error ", 1)
			}
			file := filepath.Join(d.dir, name)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return bytesOf(t, output(t, d, nil, program, file))
		}
	}
}

// bytesOf reads what the published Python sample prints: the text of bytes.
func bytesOf(t *testing.T, s string) string {
	t.Helper()
	literal, ok := strings.CutPrefix(strings.TrimSpace(s), "b'")
	if !ok {
		return s
	}
	literal = strings.ReplaceAll(strings.TrimSuffix(literal, "'"), `"`, `\"`)
	text, err := strconv.Unquote(`"` + literal + `"`)
	if err != nil {
		t.Errorf("%s: %v", s, err)
	}
	return text
}

// The strings of a Go sample that hold values of the demo.
var goStrings = regexp.MustCompile("(url := |NewReader\\(|WriteField\\(\"\\w+\", )(\"[^\"]*\"|`[^`]*`)")

// goProgram makes one program of all samples, each a package with its main
// renamed: linking them one by one would take most of the time.
func goProgram(t *testing.T, d *demo) func(string) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var imports, cases strings.Builder
	for _, method := range order {
		text := strings.NewReplacer("//go:build ignore", "", "package main", "package "+method, "func main()", "func Main()",
			"import (", "import (\n\t\"samples/demo\"").Replace(sample(t, method, "go.go"))
		write(method+"/sample.go", goStrings.ReplaceAllString(text, "${1}demo.Fill(${2})"))
		fmt.Fprintf(&imports, "\t%q\n", "samples/"+method)
		fmt.Fprintf(&cases, "\tcase %q:\n\t\t%s.Main()\n", method, method)
	}
	write("go.mod", "module samples\n\ngo 1.24\n")
	write("demo/demo.go", `package demo

import (
	"encoding/json"
	"os"
	"strings"
)

func Fill(s string) string {
	values := map[string]string{}
	if err := json.Unmarshal([]byte(os.Getenv("VALUES")), &values); err != nil {
		panic(err)
	}
	for placeholder, value := range values {
		s = strings.ReplaceAll(s, placeholder, value)
	}
	return s
}
`)
	write("main.go", "package main\n\nimport (\n\t\"os\"\n"+imports.String()+")\n\nfunc main() {\n\tswitch os.Args[1] {\n"+cases.String()+"\t}\n}\n")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", "samples")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the samples in Go: %v\n%s", err, out)
	}
	return func(method string) string {
		values, err := json.Marshal(d.values)
		if err != nil {
			t.Fatal(err)
		}
		return output(t, d, []string{"VALUES=" + string(values)}, filepath.Join(dir, "samples"), method)
	}
}

// A client is what a Java sample needs around it.
type client struct{ imports, jars string }

const jars = "/usr/share/java/"

var (
	restTemplate = client{
		"java.nio.file.*,org.springframework.core.io.*,org.springframework.http.*,org.springframework.util.*,org.springframework.web.client.*",
		"spring3-web,spring3-core,spring3-beans,commons-logging",
	}
	unirest = client{"java.io.*,java.nio.file.*,com.mashape.unirest.http.*", "unirest-java,httpclient,httpcore,httpmime,httpasyncclient,httpcore-nio,commons-logging,commons-codec,com.android.json"}
)

// javaProgram makes one program of the samples that Java is tried with, which
// calls them all when it is asked for the first: the machine starts once.
func javaProgram(name string, c client) func(*testing.T, *demo) func(string) string {
	const end = "\n--end--\n"
	return func(t *testing.T, d *demo) func(string) string {
		var b strings.Builder
		for i := range strings.SplitSeq(c.imports, ",") {
			fmt.Fprintf(&b, "import %s;\n", i)
		}
		b.WriteString("public class Samples {\n")
		calls := ""
		for _, method := range forJava {
			fmt.Fprintf(&b, "static void %s() throws Exception {\n%s}\n", method, d.fill(sample(t, method, name)))
			calls += fmt.Sprintf("%s(); System.out.print(%q);\n", method, end)
		}
		fmt.Fprintf(&b, "public static void main(String[] args) throws Exception {\n%sSystem.exit(0);\n}\n}\n", calls)
		file := filepath.Join(d.dir, "Samples.java")
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		var path []string
		for jar := range strings.SplitSeq(c.jars, ",") {
			path = append(path, jars+jar+".jar")
		}
		printed := map[string]string{}
		return func(method string) string {
			if len(printed) == 0 {
				out := output(t, d, nil, "java", "-XX:TieredStopAtLevel=1", "-cp", strings.Join(path, ":"), file)
				for i, answer := range strings.Split(strings.TrimSuffix(out, end), end) {
					printed[forJava[min(i, len(forJava)-1)]] = answer
				}
			}
			return printed[method]
		}
	}
}
