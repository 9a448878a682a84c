var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUrl/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
        "fileName": "a.pdf",
        "caption": "A file"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
