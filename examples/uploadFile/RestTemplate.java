var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/uploadFile/")
    .append("{{apiTokenInstance}}");

var headers = new HttpHeaders();
headers.setContentType(MediaType.TEXT_PLAIN);
headers.set("GA-Filename", "a.txt");
var request = new HttpEntity<>(Files.readAllBytes(Path.of("a.txt")), headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
