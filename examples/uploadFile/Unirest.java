var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/uploadFile/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "text/plain")
    .header("GA-Filename", "a.txt")
    .body(Files.readAllBytes(Path.of("a.txt")))
    .asString();

System.out.println(response.getBody());
